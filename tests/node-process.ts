import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { request } from "node:http";
import path from "node:path";
import twilio from "twilio";
import { uuidv7 } from "uuidv7";
import { freePort } from "./pg";

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

const SERVER = path.join(import.meta.dirname, "..", "server", "index.ts");
const WITHOUT_PAGES = path.join(import.meta.dirname, "without-pages.mjs");

export type SmsAccount = { accountSid: string; authToken: string };
export const SMS_ACCOUNT: SmsAccount = { accountSid: `AC${"1".repeat(32)}`, authToken: "the token of the tests" };

/** Starts the server from source, without the pages, so that no build is needed. It may not be ready yet. */
export async function startNode(settings: Record<string, string>): Promise<NodeProcess> {
  const port = settings.PORT ? Number(settings.PORT) : await freePort();
  const child = spawn("node", ["--import", "tsx", "--import", WITHOUT_PAGES, SERVER], {
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      PATH: process.env.PATH,
      NODE_ENV: "production",
      HOST: "127.0.0.1",
      PORT: String(port),
      // Logs of servers in a test are searched with the rest: see tests/logs.last.ts.
      LOG_FILE: process.env.LOG_FILE,
      LOG_LEVEL: "info",
      SECRET: "a secret that only the tests use, and nothing else",
      TWILIO_ACCOUNT_SID: SMS_ACCOUNT.accountSid,
      TWILIO_AUTH_TOKEN: SMS_ACCOUNT.authToken,
      ...settings,
    },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  child.once("exit", () => process.off("exit", kill));
  return {
    port,
    pid: child.pid ?? 0,
    exited: () =>
      child.exitCode === null && child.signalCode === null ? null : `${child.exitCode ?? child.signalCode}`,
    output: () => output,
    stop: (signal = "SIGKILL") => end(child, signal),
  };
}

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
