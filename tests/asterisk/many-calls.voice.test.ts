import { io, type Socket } from "socket.io-client";
import { afterAll, beforeAll, expect, inject, test, vi } from "vitest";
import type { DbHandle } from "@/db/client";
import { calls, items } from "@/db/schema";
import { freshPg } from "../fresh-pg";
import { type NodeProcess, ready } from "../node-process";
import { freePort } from "../pg";
import { startNode } from "../start-node";
import { cookieOf } from "../test-api";
import { type Placed, placeCalls } from "./callers";
import { type OneStore, seedManyStores } from "./many-stores";
import { type AsteriskServer, rtpPorts, startAsterisk } from "./start-asterisk";

const COUNT = 60;
const PER_SECOND = 10;
/** So long that the last call has begun before the first one ends. */
const RING_MS = 15_000;
/** SIPp, Asterisk and the server have a moment each: what a busy machine may take. */
const TOLERANCE_MS = 5000;

const asterisk = inject("asterisk");
let edge: AsteriskServer;
let handle: DbHandle;
let node: NodeProcess;
let stores: OneStore[];
const screens: Socket[] = [];
const closing: (() => unknown)[] = [];

beforeAll(async () => {
  const near = { host: "127.0.0.1", port: await freePort() };
  const peer = { host: "127.0.0.2", port: await freePort() };
  edge = await startAsterisk(asterisk, { name: "many", app: "storeline", sip: near, peer, rtpFrom: rtpPorts(0) });
  const database = await freshPg();
  handle = await database.open(4);
  stores = await seedManyStores(handle.db, COUNT);
  const { url, user, password, app, sipUrl } = edge.settings;
  node = await startNode({
    ...{ DATABASE_URL: database.url, ASTERISK_ARI_URL: url, ASTERISK_ARI_USER: user },
    ...{ ASTERISK_ARI_PASSWORD: password, ASTERISK_ARI_APP: app, ASTERISK_SIP_URL: sipUrl },
  });
  closing.push(
    () => node.stop(),
    () => database.close(),
    () => edge.stop(),
  );
  await vi.waitFor(async () => expect(await ready(node.port)).toBe(200), { timeout: 60_000, interval: 50 });
  for (const { actor } of stores) screens.push(await openScreen(node.port, await cookieOf(actor)));
  const from = { host: peer.host, port: await freePort() };
  const callers = { from, to: near, callers: stores, perSecond: PER_SECOND, ringMs: RING_MS };
  placed = await placeCalls(asterisk?.sipp ?? { program: "", args: [] }, callers);
});
afterAll(async () => {
  for (const screen of screens) screen.disconnect();
  for (const close of closing) await close();
});
let placed: Placed;

function openScreen(port: number, cookie: string): Promise<Socket> {
  const socket = io(`http://127.0.0.1:${port}`, { transports: ["websocket"], extraHeaders: { cookie } });
  return new Promise((resolve, reject) => {
    socket.once("connect", () => resolve(socket));
    socket.once("connect_error", reject);
  });
}

test("of sixty calls at once none is lost: each has one entry, rang at its own store, and ended when its caller hung up", async () => {
  await vi.waitFor(
    async () => expect((await handle.db.select().from(calls)).filter(({ endedAt }) => !endedAt)).toEqual([]),
    { timeout: 60_000, interval: 200 },
  );
  const stored = await handle.db.select().from(calls);
  const entries = (await handle.db.select().from(items)).filter(({ kind }) => kind === "call");
  expect([placed.size, stored.length, entries.length]).toEqual([COUNT, COUNT, COUNT]);
  expect(new Set(stored.map(({ contactValue }) => contactValue)).size).toBe(COUNT);
  const starts = stored.map(({ startedAt }) => startedAt.getTime());
  const ends = stored.map(({ endedAt }) => endedAt?.getTime() ?? 0);
  // All of them went on together.
  expect(Math.max(...starts)).toBeLessThan(Math.min(...ends));
  for (const call of stored) {
    const times = placed.get(call.contactValue);
    expect(call).toMatchObject({ outcome: "missed", direction: "in" });
    expect(call.phases.map(({ phase }) => phase)).toEqual(["ringing", "ended"]);
    expect(Math.abs(call.startedAt.getTime() - (times?.invitedAt ?? 0))).toBeLessThan(TOLERANCE_MS);
    expect(Math.abs((call.endedAt?.getTime() ?? 0) - (times?.canceledAt ?? 0))).toBeLessThan(TOLERANCE_MS);
  }
});

test("nothing of them is left in the phone system", async () => {
  await vi.waitFor(
    async () =>
      expect([await edge.ari.get<unknown[]>("channels"), await edge.ari.get<unknown[]>("bridges")]).toEqual([[], []]),
    { timeout: 60_000, interval: 200 },
  );
});
