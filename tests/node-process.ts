import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { request } from "node:http";
import twilio from "twilio";
import { uuidv7 } from "uuidv7";

/** A server in a process of its own. `exited` is null while it runs. */
export type NodeProcess = {
  port: number;
  pid: number;
  exited(): string | null;
  /** Its terminal output; the log is in LOG_FILE. */
  output(): string;
  /** Sends the signal and waits until the process is gone. */
  stop(signal?: NodeJS.Signals): Promise<number | null>;
};

export type SmsAccount = { accountSid: string; authToken: string };
export const SMS_ACCOUNT: SmsAccount = { accountSid: `AC${"1".repeat(32)}`, authToken: "the token of the tests" };

export async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const gone = once(child, "exit");
  child.kill(signal);
  const [code] = await gone;
  return code;
}

/** The status of a path; 0 when nothing answers within `ms`. */
export const statusOf = (port: number, path: string, ms = 10_000): Promise<number> =>
  fetch(`http://127.0.0.1:${port}${path}`, { signal: AbortSignal.timeout(ms) }).then(
    ({ status }) => status,
    () => 0,
  );

export const ready = (port: number): Promise<number> => statusOf(port, "/readyz");

/** A text, signed for the public address, that the balancer hands to this node. @returns the status; 0 without a response */
export function textVia(
  node: { port: number },
  publicUrl: string,
  sms: { from: string; to: string; text: string; sid?: string },
  { accountSid, authToken }: SmsAccount,
): Promise<number> {
  const path = "/api/webhooks/twilio-sms";
  const MessageSid = sms.sid ?? `SM${uuidv7().replaceAll("-", "")}`;
  const form = { AccountSid: accountSid, MessageSid, From: sms.from, To: sms.to, Body: sms.text, NumMedia: "0" };
  const headers = {
    host: new URL(publicUrl).host,
    "content-type": "application/x-www-form-urlencoded",
    "x-twilio-signature": twilio.getExpectedTwilioSignature(authToken, publicUrl + path, form),
  };
  return new Promise<number>((resolve) => {
    const asked = request(
      { host: "127.0.0.1", port: node.port, method: "POST", path, headers, agent: false },
      (res) => {
        res.resume().once("end", () => resolve(res.statusCode ?? 0));
      },
    );
    asked.once("error", () => resolve(0));
    asked.end(new URLSearchParams(form).toString());
  });
}
