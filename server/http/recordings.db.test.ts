import { request } from "node:http";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { DbHandle } from "@/db/client";
import { sessions } from "@/db/schema";
import { forgetSession } from "@/server/auth/viewer";
import { hangUpForCustomer } from "@/server/domain/calls/hang-up-call";
import { playRecording } from "@/server/domain/calls/recordings/play-recording";
import { deleteRecording } from "@/server/domain/calls/recordings/purge-recordings";
import { recordingUrl } from "@/server/lib/recording-url";
import { freshDb } from "@/tests/db";
import { type TelephoneWorld, telephoneWorld } from "@/tests/telephone-fixture";
import { cookieOf, openTestApi, type TestApi } from "@/tests/test-api";

const BYTES = 1_200_000;
let handle: DbHandle;
let api: TestApi;
let world: TelephoneWorld;
let recordingId: string;
let cookies: { ana: string; sue: string; ben: string };

beforeAll(async () => {
  ({ handle } = await freshDb());
  world = await telephoneWorld(handle.db);
  await world.closes();
  recordingId = await message("+12065550100");
  api = await openTestApi(handle);
  const { ana, sue, ben } = world;
  cookies = { ana: await cookieOf(ana), sue: await cookieOf(sue), ben: await cookieOf(ben) };
});
afterAll(() => api.close());

/** A customer has left a message. */
async function message(from: string): Promise<string> {
  const callId = await world.calls(from);
  await hangUpForCustomer(world.system(), { callId });
  const id = (await world.recordings(callId))[0]?.id ?? "";
  await world.stores(id, BYTES);
  return id;
}
const anasUrl = async (id = recordingId) => (await playRecording(world.as(world.ana), { recordingId: id })).url;

type Said = { status: number; headers: Record<string, string | string[] | undefined>; bytes: number };
const get = (path: string, headers: Record<string, string> = {}, method = "GET") =>
  new Promise<Said>((resolve, reject) => {
    const call = request(api.url + path, { method, headers });
    call.on("error", reject).on("response", (res) => {
      let bytes = 0;
      res.on("data", (chunk: Buffer) => {
        bytes += chunk.length;
      });
      res.on("error", reject);
      res.on("end", () => resolve({ status: res.statusCode ?? 0, headers: res.headers, bytes }));
    });
    call.end();
  });

test("a recording is sent whole, in a form that no browser runs as a page", async () => {
  const said = await get(await anasUrl(), { cookie: cookies.ana });
  expect([said.status, said.bytes]).toEqual([200, BYTES]);
  expect(said.headers).toMatchObject({
    "content-type": "audio/wav",
    "content-length": String(BYTES),
    "accept-ranges": "bytes",
    "x-content-type-options": "nosniff",
    "content-security-policy": "default-src 'none'; sandbox",
    "cache-control": "private, no-store",
  });
});

test.each([
  ["bytes=0-", 206, BYTES, `bytes 0-${BYTES - 1}/${BYTES}`],
  ["bytes=600000-600099", 206, 100, `bytes 600000-600099/${BYTES}`],
  ["bytes=-100", 206, 100, `bytes ${BYTES - 100}-${BYTES - 1}/${BYTES}`],
  [`bytes=${BYTES}-`, 416, 0, `bytes */${BYTES}`],
  ["bytes=5-1", 200, BYTES, undefined],
  ["lines=1-2", 200, BYTES, undefined],
])("the range %s is answered with %i", async (range, status, bytes, contentRange) => {
  const said = await get(await anasUrl(), { cookie: cookies.ana, range });
  expect([said.status, said.bytes, said.headers["content-range"]]).toEqual([status, bytes, contentRange]);
});

test("HEAD names the size and sends nothing", async () => {
  const said = await get(await anasUrl(), { cookie: cookies.ana }, "HEAD");
  expect([said.status, said.bytes, said.headers["content-length"]]).toEqual([200, 0, String(BYTES)]);
});

test("an address works for the person who began the playback, signed in, and for a while", async () => {
  const url = await anasUrl();
  expect((await get(url)).status).toBe(401);
  expect((await get(url, { cookie: cookies.sue })).status).toBe(404);
  expect((await get(url.split("?")[0] ?? "", { cookie: cookies.ana })).status).toBe(404);
  expect((await get(`${url}x`, { cookie: cookies.ana })).status).toBe(404);
  const listener = { recordingId, userId: world.ana.id };
  const old = recordingUrl(listener, new Date(Date.now() - 3_600_000), 60);
  expect((await get(old, { cookie: cookies.ana })).status).toBe(404);
});

test("an address of somebody who may not read the conversation opens nothing", async () => {
  const url = recordingUrl({ recordingId, userId: world.ben.id }, new Date(), 60);
  expect((await get(url, { cookie: cookies.ben })).status).toBe(404);
});

test("a recording that is deleted meanwhile, and one that never was, are answered with 404", async () => {
  const id = await message("+12065550101");
  const url = await anasUrl(id);
  await deleteRecording(world.system(), { recordingId: id });
  expect((await get(url, { cookie: cookies.ana })).status).toBe(404);
  for (const odd of ["x", "1", "..%2f..", `${recordingId}/y`])
    expect((await get(`/api/recordings/${odd}?t=1.x`, { cookie: cookies.ana })).status).toBe(404);
});

test("other methods are refused", async () => {
  expect((await get(await anasUrl(), { cookie: cookies.ana }, "POST")).status).toBe(405);
});

test("signing out ends it", async () => {
  const url = await anasUrl();
  await world.db.update(sessions).set({ endedAt: new Date() }).where(eq(sessions.id, world.ana.sid));
  forgetSession(world.ana.sid);
  expect((await get(url, { cookie: cookies.ana })).status).toBe(401);
});
