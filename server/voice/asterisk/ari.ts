import { OutboundError, outbound } from "@/server/lib/outbound";

/* The part of Asterisk's REST interface (ARI) that is used, as version 22 describes it. */

export type Channel = {
  id: string;
  /** `PJSIP/<account>-<number>`. */
  name: string;
  state: "Down" | "Ring" | "Ringing" | "Up" | (string & {});
  caller: { name: string; number: string };
  /** Where it is in the dialplan: of a channel in an application, with the arguments of `Stasis()`. */
  dialplan: { exten: string; app_name: string; app_data: string };
};
export type Bridge = { id: string; channels: string[] };
export type Endpoint = { technology: string; resource: string; state: "online" | "offline" | "unknown" | null };

/** What is known of a channel or an application changed. Others exist, and are ignored. */
export type AriEvent =
  | { type: "StasisStart"; channel: Channel; args: string[] }
  | { type: "StasisEnd" | "ChannelStateChange" | "ChannelHangupRequest"; channel: Channel }
  | { type: "ChannelDestroyed"; channel: Channel; cause: number }
  | { type: "ChannelDtmfReceived"; channel: Channel; digit: string }
  | { type: "PlaybackFinished"; playback: { id: string; state: "done" | "failed" } }
  | { type: "RecordingFinished" | "RecordingFailed"; recording: { name: string } }
  | { type: "ApplicationReplaced" };

export type AriAccount = { url: URL; user: string; password: string; app: string };

/** `status` 0: Asterisk could not be reached, or did not answer in time. */
export class AriError extends Error {
  constructor(
    readonly status: number,
    what: string,
  ) {
    super(`ARI: ${what} was answered with ${status || "nothing"}`);
    this.name = "AriError";
  }
}

const LIMITS = { timeoutMs: 4000, maxBytes: 8 * 1024 * 1024 };
const FILE_TIMEOUT_MS = 60_000;

type Query = Record<string, string>;

/** A thin client. @throws AriError from every function */
export class Ari {
  private readonly authorization: string;

  constructor(readonly account: AriAccount) {
    this.authorization = `Basic ${Buffer.from(`${account.user}:${account.password}`).toString("base64")}`;
  }

  get = <T>(resource: string, query?: Query): Promise<T> => this.request("GET", resource, query) as Promise<T>;
  post = (resource: string, query?: Query, body?: object): Promise<unknown> =>
    this.request("POST", resource, query, body);
  put = (resource: string, body: object): Promise<unknown> => this.request("PUT", resource, {}, body);

  /** The bytes of a file, at most `maxBytes`. */
  file = (resource: string, maxBytes: number): Promise<Buffer> =>
    this.send("GET", resource, {}, undefined, { timeoutMs: FILE_TIMEOUT_MS, maxBytes });

  /** Ending what is already gone succeeds. */
  delete = async (resource: string, query?: Query): Promise<void> => {
    await this.request("DELETE", resource, query).catch(unlessStatus(404));
  };

  /** The address of the event socket, and the header that it takes. */
  eventSocket(): { url: URL; headers: Record<string, string> } {
    const url = new URL("ari/events", withSlash(this.account.url));
    url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
    url.searchParams.set("app", this.account.app);
    return { url, headers: { authorization: this.authorization } };
  }

  private async request(method: string, resource: string, query?: Query, body?: object): Promise<unknown> {
    const answer = await this.send(method, resource, query, body);
    return answer.length > 0 ? JSON.parse(answer.toString()) : null;
  }

  private async send(method: string, resource: string, query: Query = {}, body?: object, limits = LIMITS) {
    const url = new URL(`ari/${resource}`, withSlash(this.account.url));
    url.search = new URLSearchParams(query).toString();
    const headers: Record<string, string> = { authorization: this.authorization };
    const payload = body && JSON.stringify(body);
    if (payload) Object.assign(headers, { "content-type": "application/json" });
    headers["content-length"] = String(Buffer.byteLength(payload ?? ""));
    // Ids of channels are ours, and say nothing about a person.
    const what = `${method} ${resource}`;
    const answer = await outbound({
      method,
      url,
      headers,
      ...limits,
      ...(payload ? { body: payload } : {}),
    }).catch((error: unknown) => {
      throw error instanceof OutboundError ? new AriError(0, what) : error;
    });
    if (answer.status >= 400) throw new AriError(answer.status, what);
    return answer.body;
  }
}

/** For `catch`: passes over answers with one of these statuses. */
export const unlessStatus =
  (...statuses: number[]) =>
  (error: unknown): void => {
    if (!(error instanceof AriError && statuses.includes(error.status))) throw error;
  };

const withSlash = (url: URL): URL => (url.pathname.endsWith("/") ? url : new URL(`${url.href}/`));
