import { randomBytes } from "node:crypto";
import type { IncomingMessage } from "node:http";
import { sameText } from "@/server/lib/keys";
import { readBody } from "@/server/lib/read-body";
import type { Doors } from "./doors";
import type { Phones } from "./phones";
import { PHOTOS, photo } from "./photos";
import type { SimulatorDeps } from "./types";

export type Answer = { status: number; type: string; body: string | Buffer };
const json = (status: number, value: unknown): Answer => ({
  status,
  type: "application/json",
  body: JSON.stringify(value),
});
const PREFIX = "/simulator/twilio";
const MESSAGES = new RegExp(`^${PREFIX}/2010-04-01/Accounts/(AC[0-9a-f]{32})/Messages\\.json$`);
const MEDIA = new RegExp(`^${PREFIX}/media/([a-z]+)\\.png$`);
/** The last four digits of numbers that misbehave as Twilio's real ones do. */
const UNREACHABLE = "0198";
const OPTED_OUT = "0199";

export const mediaUrl = (publicUrl: string, name: string): string => `${publicUrl}${PREFIX}/media/${name}.png`;

/** The part of Twilio's REST API that sends a message, for the official SDK: it answers, then calls back. */
export function createTwilioApi(deps: SimulatorDeps, doors: Doors, phones: Phones) {
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
      phones.log(`${to} refused a text: it has opted out (21610)`, false);
      return json(400, {
        code: 21610,
        message: "Attempt to send to unsubscribed recipient",
        status: 400,
        more_info: "",
      });
    }
    const sid = `SM${randomBytes(16).toString("hex")}`;
    const store = deps.retailer().stores.find((one) => one.phone === from);
    const media = form.getAll("MediaUrl").map((url) => url.replace(deps.publicUrl, ""));
    const at = new Date().toISOString();
    phones.add(to, { id: sid, direction: "in", store: store?.name ?? from, text: body, media, status: "queued", at });
    void callBack(deps, doors, phones, { to, from, sid, callback: form.get("StatusCallback") });
    return json(201, {
      sid,
      account_sid: deps.twilio.accountSid,
      status: "queued",
      to,
      from,
      body,
      num_segments: "1",
      num_media: String(media.length),
      error_code: null,
      error_message: null,
      date_created: new Date().toUTCString(),
      uri: `/2010-04-01/Accounts/${deps.twilio.accountSid}/Messages/${sid}.json`,
    });
  }

  /** @returns null when the request is not for this API */
  return async (req: IncomingMessage, pathname: string): Promise<Answer | null> => {
    if (!pathname.startsWith(`${PREFIX}/`)) return null;
    if (!isAuthorized(req)) return json(401, { code: 20003, message: "Authenticate", status: 401, more_info: "" });
    if (req.method === "POST" && MESSAGES.exec(pathname)?.[1] === deps.twilio.accountSid) return create(req);
    const name = req.method === "GET" ? MEDIA.exec(pathname)?.[1] : undefined;
    if (name && Object.hasOwn(PHOTOS, name)) return { status: 200, type: "image/png", body: photo(name) };
    return json(404, { code: 20404, message: "The requested resource was not found", status: 404, more_info: "" });
  };
}

type Sent = { to: string; from: string; sid: string; callback: string | null };

/** queued → sent → delivered, or not. Only our own doors are called. */
async function callBack(deps: SimulatorDeps, doors: Doors, phones: Phones, sent: Sent): Promise<void> {
  const { to, from, sid, callback } = sent;
  const last = to.endsWith(UNREACHABLE) ? "undelivered" : "delivered";
  for (const [status, waitMs] of [
    ["sent", 350],
    [last, 700],
  ] as const) {
    await new Promise((resolve) => setTimeout(resolve, waitMs));
    phones.setStatus(to, sid, status);
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
      await doors.twilioPost(callback.slice(deps.publicUrl.length), params);
    } catch {
      phones.log(`a delivery report for ${to} was not accepted`, false);
    }
  }
}
