// One load generator: posts messages and watches them arrive on every viewer, on one clock. Driven by run.ts over IPC.
import { createHmac } from "node:crypto";
import { readFileSync } from "node:fs";
import { senderNumber } from "./numbers";
import { closedLoop, openLoop } from "./raw-http";
import { SCREEN_HELLO, view } from "./raw-viewer";
import { micros, percentile, sleep } from "./stats";

export type Options = {
  target: "bare" | "app";
  port: number;
  viewers: number;
  cookies: string[];
  secret: string;
  /** `app`: the provider's account, the store's number, the number of customers who write, and the signed URL. */
  account: string;
  to: string;
  senders: number;
  publicUrl: string;
  /** Viewers send the requests that our screens send when they connect. */
  areScreens?: boolean;
};
export type Order =
  | { kind: "closed"; connections: number; ms: number }
  | { kind: "open"; rate: number; ms: number; connections?: number };
export type Slice = {
  perSecond: number;
  lost: number;
  doubled: number;
  errors: number;
  p50: number;
  p99: number;
  worst: number;
  perFrame: number;
};

const TEXT = "Hi, do you have the blue running shoes in size 10 in stock? I would like to pick them up today please.";
/** Appears once in each message that a viewer receives. */
const MARK = Buffer.from('"body":"Q=');
/** Given as JSON, or as a file of it when it is too long for an argument. */
const given = process.argv[2] ?? "{}";
const options = JSON.parse(given.startsWith("{") ? given : readFileSync(given, "utf8")) as Options;

const sentAt = new Map<number, number>();
const seen = new Map<number, number>();
let latencies: number[] = [];
let frames = 0;
let doubled = 0;
let next = 0;

function onEvent(bytes: Buffer): void {
  let at = bytes.indexOf(MARK);
  if (at >= 0) frames++;
  for (; at >= 0; at = bytes.indexOf(MARK, at + MARK.length)) {
    const number = Number(bytes.toString("latin1", at + MARK.length, at + MARK.length + 9));
    const count = (seen.get(number) ?? 0) + 1;
    seen.set(number, count);
    if (count > options.viewers) doubled++;
    if (count !== options.viewers) continue;
    const sent = sentAt.get(number);
    if (sent === undefined) continue;
    latencies.push(micros() - sent);
    sentAt.delete(number);
  }
}

const numbered = (n: number) => `Q=${String(n).padStart(9, "0")} ${TEXT}`;

function bareRequest(n: number): Buffer {
  const body = JSON.stringify({ conversation: 1 + ((n * 7919) % options.senders), body: numbered(n) });
  const signature = createHmac("sha256", options.secret).update(body).digest("hex");
  return post("/hook", "application/json", `X-Signature: ${signature}\r\n`, body);
}

function appRequest(n: number): Buffer {
  const sender = (n * 7919) % options.senders;
  const fields: [string, string][] = [
    ["AccountSid", options.account],
    ["Body", numbered(n)],
    ["From", senderNumber(sender)],
    ["MessageSid", `SM${String(n).padStart(8, "0")}${String(process.pid).padStart(24, "0")}`],
    ["NumMedia", "0"],
    ["To", options.to],
  ];
  const signed = `${options.publicUrl}/api/webhooks/twilio-sms${fields.map(([key, value]) => key + value).join("")}`;
  const signature = createHmac("sha1", options.secret).update(signed).digest("base64");
  const body = new URLSearchParams(fields).toString();
  return post(
    "/api/webhooks/twilio-sms",
    "application/x-www-form-urlencoded",
    `X-Twilio-Signature: ${signature}\r\n`,
    body,
  );
}

function post(path: string, type: string, headers: string, body: string): Buffer {
  const host = new URL(options.publicUrl).host;
  return Buffer.from(
    `POST ${path} HTTP/1.1\r\nHost: ${host}\r\nContent-Type: ${type}\r\n${headers}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
}

function build(due = micros()): Buffer {
  const n = next++;
  sentAt.set(n, due);
  return options.target === "bare" ? bareRequest(n) : appRequest(n);
}

async function slice(order: Order): Promise<Slice> {
  latencies = [];
  frames = 0;
  const started = micros();
  let errors = 0;
  if (order.kind === "closed") errors = (await closedLoop(options.port, order.connections, order.ms, build)).errors;
  else {
    const { unsent, refused } = await openLoop(options.port, order.rate, order.ms, build, order.connections);
    errors = unsent + refused;
  }
  for (let i = 0; i < 500 && sentAt.size > 0; i++) await sleep(10);
  const seconds = (micros() - started) / 1e6;
  const lost = sentAt.size;
  sentAt.clear();
  seen.clear();
  return {
    perSecond: latencies.length / seconds,
    lost,
    doubled,
    errors,
    p50: percentile(latencies, 0.5) / 1000,
    p99: percentile(latencies, 0.99) / 1000,
    worst: percentile(latencies, 1) / 1000,
    perFrame: (latencies.length * options.viewers) / Math.max(1, frames),
  };
}

const JOIN_AT_ONCE = 100;
const group = (from: number) =>
  Array.from({ length: Math.min(JOIN_AT_ONCE, options.viewers - from) }, (_, i) => from + i);
const join = (i: number) =>
  view(
    options.port,
    options.cookies[i % options.cookies.length] ?? "",
    onEvent,
    options.areScreens ? SCREEN_HELLO : [],
  );

if (process.send) {
  // The number of concurrent joins: the cost of joins is measured, not the length of a queue.
  for (let from = 0; from < options.viewers; from += JOIN_AT_ONCE) await Promise.all(group(from).map(join));
  process.on("message", async (order: Order) => process.send?.(await slice(order)));
  process.send("ready");
}
