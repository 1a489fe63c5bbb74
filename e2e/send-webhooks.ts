import { Webhook } from "standardwebhooks";
import twilio from "twilio";
import { uuidv7 } from "uuidv7";
import { demoAccounts } from "@/server/lib/demo-accounts";
import { demoIngestSecret } from "@/server/lib/ingest-secrets";

/* Signed requests of customers' providers and of the retailer's systems to the running server. */

export const baseUrl = () => `http://127.0.0.1:${process.env.E2E_PORT}`;

/**
 * A text from a customer's phone: a signed request to the webhook, as the provider would make it. @returns the response's
 * status
 */
export async function receiveSms(sms: { from: string; to: string; text: string; sid?: string }): Promise<number> {
  const { accountSid, authToken } = demoAccounts(baseUrl()).twilio;
  const url = `${baseUrl()}/api/webhooks/twilio-sms`;
  const MessageSid = sms.sid ?? `SM${uuidv7().replaceAll("-", "")}`;
  const form = { AccountSid: accountSid, MessageSid, From: sms.from, To: sms.to, Body: sms.text, NumMedia: "0" };
  const signature = twilio.getExpectedTwilioSignature(authToken, url, form);
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded", "x-twilio-signature": signature },
    body: new URLSearchParams(form),
  });
  return response.status;
}

/** Facts from the retailer's systems, through the signed ingest webhook. Values are absolute; the newest `sequence` wins. */
export async function ingest(events: { type: string; subject?: string; data: unknown }[]): Promise<number> {
  const { source, secret } = demoIngestSecret();
  const sequence = Date.now();
  const body = JSON.stringify(
    events.map((event, i) => ({
      specversion: "1.0",
      id: uuidv7(),
      source,
      datacontenttype: "application/json",
      time: new Date().toISOString(),
      sequence: sequence + i,
      ...event,
    })),
  );
  const id = uuidv7();
  const at = new Date();
  const response = await fetch(`${baseUrl()}/api/ingest`, {
    method: "POST",
    headers: {
      "content-type": "application/cloudevents-batch+json",
      "webhook-id": id,
      "webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
      "webhook-signature": new Webhook(secret).sign(id, at, body),
    },
    body,
  });
  return response.status;
}

let phones = 0;
/**
 * A phone number that is unique in this run: each worker process has a thousand of its own. The simulator's carrier does not reach
 * those that end in 0198 or 0199.
 */
export function newPhone(): string {
  const phone = `+1425${2_200_000 + Number(process.env.TEST_WORKER_INDEX) * 1000 + (phones++ % 1000)}`;
  return /019[89]$/.test(phone) ? newPhone() : phone;
}
