import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { brotliCompressSync } from "node:zlib";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { OutboundError } from "@/server/lib/outbound";
import { KEPT_ALIVE } from "@/tests/kept-alive";
import { fetchMedia, send } from "./api";
import { TwilioConfig } from "./types";

const ACCOUNT = "AC00000000000000000000000000000001";
type Answer = (req: IncomingMessage, res: ServerResponse, body: string) => void;

let server: Server;
let base: string;
let answer: Answer;
let connections: number;
let asked: { method: string; url: string; headers: IncomingMessage["headers"]; form: URLSearchParams }[];

beforeEach(async () => {
  asked = [];
  connections = 0;
  server = createServer(KEPT_ALIVE, async (req, res) => {
    let body = "";
    for await (const chunk of req) body += chunk;
    asked.push({ method: req.method ?? "", url: req.url ?? "", headers: req.headers, form: new URLSearchParams(body) });
    answer(req, res, body);
  });
  server.on("connection", () => connections++);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const config = (more: object = {}) =>
  TwilioConfig.parse({ accountSid: ACCOUNT, authToken: "token", apiBase: base, ...more });
const message = {
  messageId: "0193a000-0000-7000-8000-000000000001",
  from: "+12065550110",
  to: { kind: "phone" as const, value: "+12065550199" },
  text: "Yes & it is here 👋",
  mediaUrls: [] as string[],
  statusCallback: "https://shop.example/api/webhooks/twilio-sms?message=0193a000-0000-7000-8000-000000000001",
  leaveBy: Number.POSITIVE_INFINITY,
};
const json = (res: ServerResponse, status: number, body: object) =>
  res.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
const outcome = (run: Promise<unknown>) =>
  run.then(
    () => "ok",
    (error) => error.outcome ?? error,
  );

describe("sending", () => {
  it("speaks Twilio's REST through the official SDK, to the configured host only", async () => {
    answer = (_, res) => json(res, 201, { sid: "SM1", status: "queued" });
    const media = ["https://shop.example/api/media/1?t=a", "https://shop.example/api/media/2?t=b"];
    const serviceSid = `MG${"3".repeat(32)}`;
    const sent = await send({ ...message, mediaUrls: media }, config({ messagingServiceSid: serviceSid }));
    expect(sent).toEqual({ externalId: "SM1", status: "queued" });
    const [request] = asked;
    expect(request).toMatchObject({ method: "POST", url: `/2010-04-01/Accounts/${ACCOUNT}/Messages.json` });
    expect(Object.fromEntries(request?.form ?? [])).toMatchObject({
      From: message.from,
      To: message.to.value,
      Body: message.text,
      StatusCallback: message.statusCallback,
      MessagingServiceSid: serviceSid,
    });
    expect(request?.form.getAll("MediaUrl")).toEqual(media);
    expect(request?.headers.authorization).toBe(`Basic ${Buffer.from(`${ACCOUNT}:token`).toString("base64")}`);
    expect(request?.headers["accept-encoding"]).toBe("identity");
  });

  it("keeps a path in front of the API", async () => {
    answer = (_, res) => json(res, 201, { sid: "SM1", status: "queued" });
    await send(message, config({ apiBase: `${base}/simulator/twilio/` }));
    expect(asked[0]?.url).toBe(`/simulator/twilio/2010-04-01/Accounts/${ACCOUNT}/Messages.json`);
  });

  it.each([
    [400, 21610, "opted_out"],
    [400, 21211, "rejected"],
    [429, 20429, "unavailable"],
    [503, 20503, "unavailable"],
    [500, 20500, "unknown"],
    [401, 20003, "rejected"],
  ])("%s with code %s is %s, after one request", async (status, code, expected) => {
    answer = (_, res) => json(res, status, { code, message: "no", status });
    expect(await outcome(send(message, config()))).toBe(expected);
    expect(asked).toHaveLength(1);
  });

  it.each([
    ["an answer that is not JSON", (res: ServerResponse) => res.writeHead(200).end("<html>")],
    ["an answer without an id", (res: ServerResponse) => json(res, 201, {})],
    ["a refusal that is not JSON", (res: ServerResponse) => res.writeHead(502).end("<html>")],
    ["a connection cut after the request", (res: ServerResponse) => res.destroy()],
    [
      "a compressed answer",
      (res: ServerResponse) => res.writeHead(201, { "content-encoding": "br" }).end(brotliCompressSync("{}")),
    ],
    ["an endless answer", (res: ServerResponse) => res.writeHead(201).end(Buffer.alloc(300_000, 32))],
  ])("%s is an unknown outcome, not a refusal", async (_, reply) => {
    answer = (_req, res) => void reply(res);
    expect(await outcome(send(message, config()))).toBe("unknown");
    expect(asked).toHaveLength(1);
  });

  it("is unknown when no response comes in time", async () => {
    vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
    try {
      answer = () => vi.advanceTimersByTime(15_001);
      expect(await outcome(send(message, config()))).toBe("unknown");
    } finally {
      vi.useRealTimers();
    }
  });

  it("is definitely not sent when nothing listens", async () => {
    const closed = base;
    await new Promise((resolve) => server.close(resolve));
    expect(await outcome(send(message, config({ apiBase: closed })))).toBe("unavailable");
  });

  it("is definitely not sent when it is too late to begin", async () => {
    answer = (_, res) => json(res, 201, { sid: "SM1", status: "queued" });
    expect(await outcome(send({ ...message, leaveBy: performance.now() - 1 }, config()))).toBe("unavailable");
    expect(await outcome(send(message, config()))).toBe("ok");
    expect(asked).toHaveLength(1);
  });

  it("does not follow a redirect, and sends nothing without a token", async () => {
    answer = (_, res) => res.writeHead(307, { location: `${base}/elsewhere` }).end();
    expect(await outcome(send(message, config()))).toBe("rejected");
    expect(asked).toHaveLength(1);
    expect(await outcome(send(message, config({ authToken: "" })))).toBe("rejected");
    expect(asked).toHaveLength(1);
  });
});

describe("fetching media", () => {
  const at = (path: string) => `${base}/2010-04-01/Accounts/${ACCOUNT}/Messages/MM1/Media/${path}`;

  it("returns the bytes, with the account's credentials", async () => {
    answer = (_, res) => res.writeHead(200).end("bytes");
    expect((await fetchMedia(at("ME1"), config(), 100)).toString()).toBe("bytes");
    expect(asked[0]?.headers.authorization).toMatch(/^Basic /);
  });

  it("stops at the limit, and refuses compressed bytes", async () => {
    answer = (_, res) => res.writeHead(200).end(Buffer.alloc(101));
    expect(await outcome(fetchMedia(at("ME1"), config(), 100))).toBe("rejected");
    answer = (_, res) => res.writeHead(200, { "content-encoding": "br" }).end(brotliCompressSync("x"));
    expect(await outcome(fetchMedia(at("ME1"), config(), 100))).toBe("rejected");
  });

  it("follows no redirect of a configured host", async () => {
    answer = (_, res) => res.writeHead(302, { location: "https://mms.twiliocdn.com/x" }).end();
    expect(await outcome(fetchMedia(at("ME1"), config(), 100))).toBe("rejected");
    expect(asked).toHaveLength(1);
  });

  it("tries again later when the provider is in trouble", async () => {
    answer = (_, res) => res.writeHead(500).end();
    expect(await outcome(fetchMedia(at("ME1"), config(), 100))).toBe("unavailable");
    expect(new OutboundError("timeout", true).message).toContain("timeout");
  });
});

describe("an address that is not at the configured API", () => {
  /** Spellings that have bypassed other URL checks: none may reach a host, our canary or any other. */
  const vectors = (canary: string, port: number): string[] => [
    ...[
      "127.0.0.1",
      "localhost",
      "LOCALHOST",
      "127.1",
      "127.0.1",
      "0",
      "0.0.0.0",
      "2130706433",
      "0x7f000001",
      "0177.0.0.1",
    ].map((h) => `http://${h}:${port}/2010-04-01/x`),
    ...[
      "[::1]",
      "[::]",
      "[::ffff:127.0.0.1]",
      "[::ffff:7f00:1]",
      "127.0.0.1.",
      "localhost.",
      "①②⑦.⓪.⓪.①",
      "127。0。0。1",
      "127%2e0%2e0%2e1",
      "localtest.me",
    ].map((h) => `http://${h}:${port}/2010-04-01/x`),
    ...["http", "HTTP", "ftp", "gopher", "file", "ws", "data", "javascript", "blob:http", "dict"].map(
      (s) => `${s}://127.0.0.1:${port}/2010-04-01/x`,
    ),
    ...[
      "user@",
      "user:pass@",
      "api.twilio.com@",
      "api.twilio.com:443@",
      "api.twilio.com%2f@",
      "api.twilio.com%23@",
      "@",
      "api.twilio.com\\@",
      "%00@",
      "a:b:c@",
    ].map((u) => `https://${u}127.0.0.1:${port}/2010-04-01/x`),
    ...[
      "/",
      "//evil",
      "/..",
      "/%2e%2e",
      "/.;/",
      "/\\evil",
      "?x=https://api.twilio.com/",
      "#https://api.twilio.com/",
      "/https://api.twilio.com/",
      "/2010-04-01/../..",
    ].map((p) => `${canary}${p}`),
    "https://api.twilio.com.evil.example/x",
    "https://api.twilio.com.:443/x",
    "https://evil.example/api.twilio.com",
    "https://apiXtwilio.com/x",
    "http://api.twilio.com/x",
    "https://api.twilio.com:8443/x",
    "https://169.254.169.254/latest/meta-data",
    "http://metadata.google.internal/",
    "https://mms.twiliocdn.com/x",
    "https://api.twilio.com@127.0.0.1/x",
  ];

  it("is refused before anything is sent: 60 spellings, no hit", async () => {
    answer = (_, res) => res.writeHead(200).end("canary");
    const list = vectors(base, (server.address() as AddressInfo).port);
    expect(list).toHaveLength(60);
    const strict = TwilioConfig.parse({ accountSid: ACCOUNT, authToken: "token" });
    for (const url of list) expect(await outcome(fetchMedia(url, strict, 100)), url).toBe("rejected");
    expect([asked.length, connections]).toEqual([0, 0]);
  });

  it("is refused outside the path of a configured API", async () => {
    answer = (_, res) => res.writeHead(200).end("canary");
    const nested = config({ apiBase: `${base}/simulator/twilio` });
    for (const path of [
      "/",
      "/api/media/1",
      "/simulator/twilio/../../x",
      "/simulator/twilio/%2e%2e/x",
      "/simulator/twiliox/",
    ])
      expect(await outcome(fetchMedia(base + path, nested, 100)), path).toBe("rejected");
    expect(asked).toHaveLength(0);
  });
});
