import twilio from "twilio";
import { ChannelError } from "@/server/contract/channel";
import { outbound } from "@/server/lib/outbound";
import type { TwilioAccount } from "./account";

export type RequestLimits = {
  timeoutMs: number;
  /** A time of `performance.now()`; a request that is not connected by then is not sent. */
  leaveBy?: number;
};

const MAX_ANSWER_BYTES = 256 * 1024;
/** The largest possible page of a list: every text and character at its maximum size. */
const MAX_LIST_BYTES = 8 * 1024 * 1024;

/** The official SDK, speaking to the account's own host through our outbound HTTP client. */
export const twilioClient = ({ accountSid, authToken, apiBase }: TwilioAccount, limits: RequestLimits): twilio.Twilio =>
  new twilio.Twilio(accountSid, authToken, { httpClient: new ConfiguredHost(apiBase, limits) });

/** A transport for the SDK, with the account's own host, our timeout and our outbound HTTP client. */
class ConfiguredHost extends twilio.RequestClient {
  constructor(
    private readonly base: string,
    private readonly limits: RequestLimits,
  ) {
    super();
  }

  override async request<T>(options: Parameters<twilio.RequestClient["request"]>[0]) {
    const body = new URLSearchParams();
    for (const [name, value] of Object.entries(options.data ?? {}))
      for (const one of [value].flat()) body.append(name, String(one));
    const url = new URL(options.uri.replace(/^https:\/\/[^/]+/, () => this.base));
    for (const [name, value] of Object.entries(options.params ?? {})) url.searchParams.append(name, String(value));
    // The provider sends the next page's address, but credentials go only to the configured host.
    if (!isOnHost(url, this.base)) throw new ChannelError("rejected", "otherHost");
    const answer = await outbound({
      method: options.method,
      url,
      headers: {
        accept: "application/json",
        "content-type": "application/x-www-form-urlencoded",
        authorization: basicAuthorization(options.username ?? "", options.password ?? ""),
      },
      body: options.method === "post" ? body.toString() : undefined,
      ...this.limits,
      maxBytes: options.method === "get" ? MAX_LIST_BYTES : MAX_ANSWER_BYTES,
    });
    return { statusCode: answer.status, body: answer.body.toString("utf8") as T, headers: answer.headers };
  }
}

export function isOnHost(url: URL, apiBase: string): boolean {
  const base = new URL(apiBase);
  const prefix = base.pathname === "/" ? "/" : `${base.pathname}/`;
  return url.origin === base.origin && url.username === "" && url.password === "" && url.pathname.startsWith(prefix);
}

export const basicAuthorization = (user: string, password: string): string =>
  `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`;
