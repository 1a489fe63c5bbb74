import type { IncomingMessage } from "node:http";
import { systemClock } from "@/server/lib/clock";
import { sameText } from "@/server/lib/keys";
import { readBody } from "@/server/lib/read-body";
import type { Carried, Carrier } from "./carrier";
import type { Phones } from "./phones";
import { mediaSid, photo, photoOf } from "./photos";
import type { SimulatorDeps } from "./types";
import type { WebhookClient } from "./webhook-client";

export type Answer = { status: number; type: string; body: string | Buffer };
const json = (status: number, value: unknown): Answer => ({
  status,
  type: "application/json",
  body: JSON.stringify(value),
});
const PREFIX = "/simulator/twilio";
const ACCOUNTS = new RegExp(`^${PREFIX}/2010-04-01/Accounts/(AC[0-9a-f]{32})/Messages(.*)$`);
const MEDIA = /^\/([A-Z]{2}[0-9a-f]{32})\/Media(?:\.json|\/(ME[0-9a-f]{32}))$/;
const MOST_A_PAGE = 1000;
/** The last four digits of numbers that fail like Twilio's test numbers. */
const UNREACHABLE = "0198";
const OPTED_OUT = "0199";

/** The part of Twilio's REST API that sends, lists and shows messages, for the official SDK, with status callbacks. */
export function createTwilioApi(deps: SimulatorDeps, carrier: Carrier, webhooks: WebhookClient, phones: Phones) {
  const isAuthorized = (req: IncomingMessage) => {
    const { accountSid, authToken } = deps.twilio;
    const expected = `Basic ${Buffer.from(`${accountSid}:${authToken}`).toString("base64")}`;
    return sameText(req.headers.authorization ?? "", expected);
  };

  async function create(req: IncomingMessage): Promise<Answer> {
    const form = new URLSearchParams((await readBody(req, 64 * 1024)).toString("utf8"));
    const [to, from, body] = ["To", "From", "Body"].map((name) => form.get(name) ?? "") as [string, string, string];
    if (!/^\+\d{8,15}$/.test(to)) {
      return json(400, { code: 21211, message: "Invalid 'To' Phone Number", status: 400, more_info: "" });
    }
    if (to.endsWith(OPTED_OUT)) {
      phones.log("optedOut", { phone: to, code: "21610" }, false);
      return json(400, {
        code: 21610,
        message: "Attempt to send to unsubscribed recipient",
        status: 400,
        more_info: "",
      });
    }
    const store = deps.retailer().stores.find((one) => one.phone === from);
    const media = form.getAll("MediaUrl").map((url) => url.replace(deps.publicUrl, ""));
    const sid = carrier.take({ direction: "outbound-api", from, to, body, media, status: "queued" });
    const at = systemClock().toISOString();
    phones.add(to, { id: sid, direction: "in", store: store?.name ?? from, text: body, media, status: "queued", at });
    void callBack(deps, carrier, webhooks, phones, { to, from, sid, callback: form.get("StatusCallback") });
    return json(201, resource(deps, carrier.find(sid) as Carried));
  }

  /** @returns null when the request is not for this API */
  return async (req: IncomingMessage, { pathname, searchParams }: URL): Promise<Answer | null> => {
    if (!pathname.startsWith(`${PREFIX}/`)) return null;
    if (!isAuthorized(req)) return json(401, { code: 20003, message: "Authenticate", status: 401, more_info: "" });
    const [, account, rest] = ACCOUNTS.exec(pathname) ?? [];
    if (account !== deps.twilio.accountSid || rest === undefined) return absent;
    if (rest === ".json" && req.method === "POST") return create(req);
    if (rest === ".json" && req.method === "GET") return json(200, page(deps, carrier, searchParams));
    const [, sid, file] = (req.method === "GET" && MEDIA.exec(rest)) || [];
    const message = sid ? carrier.find(sid) : null;
    if (!message) return absent;
    const name = file ? photoOf(file) : null;
    if (file)
      return name && message.media.includes(name) ? { status: 200, type: "image/png", body: photo(name) } : absent;
    const files = message.media.map((one) => ({ sid: mediaSid(one), parent_sid: sid, content_type: "image/png" }));
    return json(200, { media_list: files, next_page_uri: null });
  };
}

const absent = json(404, {
  code: 20404,
  message: "The requested resource was not found",
  status: 404,
  more_info: "",
});

/** A page of the account's messages, newest first; the token names the last message of the previous page. */
function page({ twilio }: SimulatorDeps, carrier: Carrier, query: URLSearchParams): object {
  const after = new Date(query.get("DateSent>") ?? 0);
  const size = Math.min(Math.max(Number(query.get("PageSize")) || 50, 1), MOST_A_PAGE);
  const all = carrier.since(Number.isNaN(+after) ? new Date(0) : after);
  const from = all.findIndex(({ sid }) => sid === query.get("PageToken")) + 1;
  const shown = all.slice(from, from + size);
  const next = new URLSearchParams(query);
  next.set("PageToken", shown.at(-1)?.sid ?? "");
  const path = `/2010-04-01/Accounts/${twilio.accountSid}/Messages.json`;
  return {
    messages: shown.map((one) => resource({ twilio }, one)),
    page_size: size,
    next_page_uri: from + size < all.length ? `${path}?${next}` : null,
  };
}

const resource = ({ twilio }: Pick<SimulatorDeps, "twilio">, { media, at, errorCode, ...message }: Carried) => ({
  ...message,
  account_sid: twilio.accountSid,
  num_segments: "1",
  num_media: String(media.length),
  messaging_service_sid: null,
  error_code: errorCode === null ? null : Number(errorCode),
  error_message: null,
  date_created: at.toUTCString().replace("GMT", "+0000"),
  date_sent: at.toUTCString().replace("GMT", "+0000"),
  uri: `/2010-04-01/Accounts/${twilio.accountSid}/Messages/${message.sid}.json`,
});

type Sent = { to: string; from: string; sid: string; callback: string | null };

/** Reports queued → sent → delivered, or a failure. Calls only our own endpoints. */
async function callBack(
  deps: SimulatorDeps,
  carrier: Carrier,
  webhooks: WebhookClient,
  phones: Phones,
  sent: Sent,
): Promise<void> {
  const { to, from, sid, callback } = sent;
  const last = to.endsWith(UNREACHABLE) ? "undelivered" : "delivered";
  for (const [status, waitMs] of [
    ["sent", 350],
    [last, 700],
  ] as const) {
    await new Promise((resolve) => setTimeout(resolve, waitMs));
    phones.setStatus(to, sid, status);
    carrier.setStatus(sid, status, status === "undelivered" ? "30003" : null);
    if (!callback?.startsWith(`${deps.publicUrl}/`)) continue;
    const failure: Record<string, string> = status === "undelivered" ? { ErrorCode: "30003" } : {};
    const params = {
      AccountSid: deps.twilio.accountSid,
      MessageSid: sid,
      SmsSid: sid,
      MessageStatus: status,
      SmsStatus: status,
      To: to,
      From: from,
      ...failure,
    };
    try {
      await webhooks.twilioPost(callback.slice(deps.publicUrl.length), params);
    } catch {
      phones.log("reportRefused", { phone: to }, false);
    }
  }
}
