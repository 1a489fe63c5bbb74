import { randomUUID } from "node:crypto";
import { SignJWT } from "jose";
import { Webhook } from "standardwebhooks";
import { getExpectedTwilioSignature } from "twilio/lib/webhooks/webhooks.js";
import type { IngestType } from "@/server/contract/commerce";
import { currentMs, systemClock } from "@/server/lib/clock";
import { outbound } from "@/server/lib/outbound";
import type { Carrier } from "./carrier";
import type { Phones } from "./phones";
import { mediaSid } from "./photos";
import type { SimCustomer, SimStore, SimulatorDeps } from "./types";

const TIMEOUT_MS = 20_000;

type Post = (path: string, headers: Record<string, string>, body: string) => Promise<string>;

/** The address of a message's file at Twilio; its id encodes the simulator's photo. */
const mediaUrl = ({ publicUrl, twilio }: SimulatorDeps, sid: string, name: string): string =>
  `${publicUrl}/simulator/twilio/2010-04-01/Accounts/${twilio.accountSid}/Messages/${sid}/Media/${mediaSid(name)}`;

/** Why a request failed, for whoever plays the outside world. */
export const reasonOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

/** The client of our webhook endpoints: each call is signed as its sender would sign it. */
export function createWebhookClient(deps: SimulatorDeps, carrier: Carrier, { log }: Pick<Phones, "log">) {
  const post = poster(deps);
  const sendForm = twilioPoster(deps, post);
  const twilioPost: typeof sendForm = async (pathAndQuery, params) => {
    if (carrier.loses()) log("webhookLost", {}, false);
    else await sendForm(pathAndQuery, params);
  };
  const identityOf = identifier(deps);
  return {
    twilioPost,
    identityOf,
    text: texter(deps, carrier, twilioPost),
    publish: factPublisher(deps, post),
    chat: chatter(post, identityOf),
  };
}
export type WebhookClient = ReturnType<typeof createWebhookClient>;

/** Posts to this process under its public host name. @throws Error when an endpoint refuses */
function poster(deps: SimulatorDeps): Post {
  const host = new URL(deps.publicUrl).host;
  return async (path, headers, body) => {
    const url = new URL(path, deps.loopbackUrl);
    const answer = await outbound({
      method: "POST",
      url,
      headers: { ...headers, host },
      body,
      timeoutMs: TIMEOUT_MS,
      maxBytes: 1_000_000,
    });
    if (answer.status >= 300) throw new Error(`${url.pathname} answered ${answer.status}`);
    return answer.body.toString("utf8");
  };
}

/** A form as Twilio posts it, with the signature of the public URL. */
const twilioPoster =
  (deps: SimulatorDeps, post: Post) =>
  async (pathAndQuery: string, params: Record<string, string>): Promise<void> => {
    const signature = getExpectedTwilioSignature(deps.twilio.authToken, deps.publicUrl + pathAndQuery, params);
    const headers = { "content-type": "application/x-www-form-urlencoded", "x-twilio-signature": signature };
    await post(pathAndQuery, headers, new URLSearchParams(params).toString());
  };

const texter =
  (deps: SimulatorDeps, carrier: Carrier, twilioPost: ReturnType<typeof twilioPoster>) =>
  async (from: string, store: SimStore, body: string, media: string[]): Promise<string> => {
    const sid = carrier.take({ direction: "inbound", from, to: store.phone, body, media, status: "received" });
    const files = media.flatMap((name, i) => [
      [`MediaUrl${i}`, mediaUrl(deps, sid, name)],
      [`MediaContentType${i}`, "image/png"],
    ]);
    await twilioPost(deps.twilio.webhookPath, {
      MessageSid: sid,
      SmsSid: sid,
      AccountSid: deps.twilio.accountSid,
      From: from,
      To: store.phone,
      Body: body,
      NumSegments: "1",
      NumMedia: String(media.length),
      ...Object.fromEntries(files),
    });
    return sid;
  };

/** One CloudEvent of the retailer's systems. Its time in milliseconds is also its sequence, which never decreases. */
function factPublisher(deps: SimulatorDeps, post: Post) {
  const webhook = new Webhook(deps.ingest.secret);
  let last = 0;
  return async (type: IngestType, subject: string, data: unknown): Promise<void> => {
    last = Math.max(last + 1, currentMs());
    const now = systemClock();
    const event = { specversion: "1.0", id: randomUUID(), source: "/demo/simulator", type, subject };
    const body = JSON.stringify({ ...event, time: now.toISOString(), sequence: last, data });
    const id = `msg_${event.id}`;
    await post(
      "/api/ingest",
      {
        "content-type": "application/cloudevents+json",
        "webhook-id": id,
        "webhook-timestamp": String(Math.floor(now.getTime() / 1000)),
        "webhook-signature": webhook.sign(id, now, body),
      },
      body,
    );
  };
}

/** Signs the shop's identity token of its signed-in visitor. */
const identifier =
  (deps: SimulatorDeps) =>
  (customer: SimCustomer): Promise<string> =>
    new SignJWT({ email: customer.email, name: customer.name })
      .setProtectedHeader({ alg: "HS256" })
      .setSubject(customer.id)
      .setAudience("storeline")
      .setIssuedAt()
      .setExpirationTime("15m")
      .sign(new TextEncoder().encode(deps.identitySecret));

/** Sends a visitor's messages; their session is opened once and kept. */
function chatter(post: Post, identityOf: ReturnType<typeof identifier>) {
  const json = { "content-type": "application/json" };
  const visits = new Map<string, Promise<string>>();
  const open = async (customer: SimCustomer, store: SimStore): Promise<string> => {
    const asked = JSON.stringify({ key: store.widgetKey, identity: await identityOf(customer) });
    return (JSON.parse(await post("/api/widget/session", json, asked)) as { token: string }).token;
  };
  return async (customer: SimCustomer, store: SimStore, body: string): Promise<void> => {
    const key = `${customer.id} ${store.widgetKey}`;
    const visit = visits.get(key) ?? open(customer, store);
    visits.set(key, visit);
    visit.catch(() => visits.delete(key));
    const message = JSON.stringify({ clientMessageId: randomUUID(), text: body });
    await post("/api/widget/messages", { ...json, authorization: `Bearer ${await visit}` }, message);
  };
}
