import { createServer, type IncomingHttpHeaders, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { load } from "@/server/lib/env";
import { KEPT_ALIVE } from "@/tests/kept-alive";
import { compatibleTranscriber, openTranscriber } from "./open-transcriber";

type Asked = { method: string; url: string; headers: IncomingHttpHeaders; fields: FormData };

let server: Server;
let url: string;
let answer: (res: ServerResponse, n: number) => void;
let asked: Asked[];
beforeEach(async () => {
  asked = [];
  server = createServer(KEPT_ALIVE, async (req, res) => {
    const chunks: Buffer[] = [];
    for await (const chunk of req) chunks.push(chunk as Buffer);
    const contentType = req.headers["content-type"] ?? "";
    const fields = await new Response(Buffer.concat(chunks), { headers: { "content-type": contentType } }).formData();
    asked.push({ method: req.method ?? "", url: req.url ?? "", headers: req.headers, fields });
    answer(res, asked.length);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
});
afterEach(() => {
  server.closeAllConnections();
  server.close();
});

const json = (res: ServerResponse, status: number, body: unknown) =>
  res
    .writeHead(status, { "content-type": "application/json" })
    .end(typeof body === "string" ? body : JSON.stringify(body));
const audio = Buffer.from("RIFF a file\r\n--with anything in it");
const transcribe = (more: { key?: string | null; timeoutMs?: number } = {}) =>
  compatibleTranscriber({ url, model: "whisper-1", key: null, ...more }).transcribe(audio);

/** As whisper answers, with what is of no use here. */
const VERBOSE = {
  task: "transcribe",
  language: "english",
  duration: 7.4,
  text: " Hi, this is Maya. Is the blue jacket still there?",
  segments: [
    { id: 0, seek: 0, start: 0, end: 2.18, text: " Hi, this is Maya.", tokens: [50364], avg_logprob: -0.2 },
    { id: 1, seek: 0, start: 2.18, end: 7.4, text: " Is the blue\n jacket still there?", no_speech_prob: 0.01 },
    { id: 2, seek: 0, start: 7.4, end: 7.4, text: "  " },
  ],
};

test("a recording is sent as a file with the model, and comes back as sentences with their times", async () => {
  answer = (res) => json(res, 200, VERBOSE);
  expect(await transcribe({ key: "sk-1" })).toEqual({
    language: "english",
    segments: [
      { startMs: 0, endMs: 2180, text: "Hi, this is Maya.", speaker: null },
      { startMs: 2180, endMs: 7400, text: "Is the blue jacket still there?", speaker: null },
    ],
  });
  const [{ method, url: path, headers, fields }] = asked as [Asked];
  expect([method, path, headers.authorization]).toEqual(["POST", "/v1/audio/transcriptions", "Bearer sk-1"]);
  expect([fields.get("model"), fields.get("response_format")]).toEqual(["whisper-1", "verbose_json"]);
  const file = fields.get("file") as File;
  expect([file.name, file.type, Buffer.from(await file.arrayBuffer()).equals(audio)]).toEqual([
    ...["recording.wav", "audio/wav", true],
  ]);
});

test("speakers are kept where the service tells them apart", async () => {
  const segments = [
    { start: 0, end: 1, text: "Hello?", speaker: "A" },
    { start: 1, end: 2, text: "Hi.", speaker: "B" },
  ];
  answer = (res) => json(res, 200, { text: "Hello? Hi.", segments });
  expect((await transcribe()).segments.map(({ speaker }) => speaker)).toEqual(["A", "B"]);
});

test("without a key, none is sent", async () => {
  answer = (res) => json(res, 200, { text: "Hello" });
  await transcribe();
  expect(asked[0]?.headers.authorization).toBeUndefined();
});

test("an answer without times is one text without a time", async () => {
  answer = (res) => json(res, 200, { text: "Hello there." });
  expect(await transcribe()).toEqual({
    language: null,
    segments: [{ startMs: null, endMs: null, text: "Hello there.", speaker: null }],
  });
});

test("a model that gives no times gets a second request without them", async () => {
  answer = (res, n) => (n === 1 ? json(res, 400, { error: {} }) : json(res, 200, { text: "Hello there." }));
  expect((await transcribe()).segments).toHaveLength(1);
  expect(asked.map(({ fields }) => fields.get("response_format"))).toEqual(["verbose_json", "json"]);
});

test.each([
  [{ text: "" }],
  [{ text: "  ", segments: [] }],
  [{ text: "", segments: [{ start: 0, end: 1, text: " " }] }],
])("a recording in which nothing was understood has a transcript without words: %j", async (body) => {
  answer = (res) => json(res, 200, body);
  expect((await transcribe()).segments).toEqual([]);
});

describe("a service that cannot be reached now is retried later", () => {
  test.each([429, 500, 502, 503, 401, 404, 302])("with status %i", async (status) => {
    answer = (res) => json(res, status, {});
    await expect(transcribe()).rejects.toMatchObject({ outcome: "unavailable", reason: `status ${status}` });
  });

  test.each([["not JSON at all"], ["null"], [{ words: "hello" }], [{ text: "a", segments: [{ text: "a" }] }]])(
    "with an answer that is no transcript: %j",
    async (body) => {
      answer = (res) => json(res, 200, body);
      await expect(transcribe()).rejects.toMatchObject({ outcome: "unavailable" });
    },
  );

  test("when it takes too long, breaks off, or is not there", async () => {
    answer = () => {};
    await expect(transcribe({ timeoutMs: 50 })).rejects.toMatchObject({ outcome: "unavailable" });
    answer = (res) => res.destroy();
    await expect(transcribe()).rejects.toMatchObject({ outcome: "unavailable" });
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
    await expect(transcribe()).rejects.toMatchObject({ outcome: "unavailable" });
  });
});

test.each([400, 413, 415, 422])("audio that it refuses with status %i is not sent again", async (status) => {
  answer = (res) => json(res, status, {});
  await expect(transcribe()).rejects.toMatchObject({ outcome: "rejected", reason: `status ${status}` });
});

test("there is one only where the operator has connected it", () => {
  const env = (more: Record<string, string>) => load({ NODE_ENV: "test", SECRET: "s".repeat(32), ...more });
  expect(openTranscriber(env({}))).toBeNull();
  const connected = { TRANSCRIBER_URL: "http://10.0.0.7:8000/v1", TRANSCRIBER_MODEL: "whisper-1" };
  expect(openTranscriber(env(connected))).not.toBeNull();
  for (const [name, value] of Object.entries(connected))
    expect(() => env({ [name]: value })).toThrow("TRANSCRIBER_URL and TRANSCRIBER_MODEL are needed together");
  expect(() => env({ TRANSCRIBER_KEY: "sk-1" })).toThrow("TRANSCRIBER_KEY");
});
