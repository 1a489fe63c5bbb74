import { eq } from "drizzle-orm";
import { io, type Socket } from "socket.io-client";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { DbHandle } from "@/db/client";
import { makeConnection, makeEndpoint, makePlace, makeUser, SYSTEM } from "@/db/factories";
import { users } from "@/db/schema";
import type { Envelope } from "@/server/contract/events";
import type { StaffClientEvents, StaffServerEvents } from "@/server/contract/sockets";
import type { PersonActor } from "@/server/contract/team";
import { receiveMessage } from "@/server/domain/conversations/receiving/receive-message";
import { createCtx } from "@/server/domain/operate/create-ctx";
import { changePassword } from "@/server/domain/team/change-password";
import { endSession } from "@/server/domain/team/end-session";
import { startSession } from "@/server/domain/team/start-session";
import { hashPassword } from "@/server/lib/passwords";
import { freshPg } from "@/tests/fresh-pg";
import { openGateway } from "@/tests/gateway";
import { inbound } from "@/tests/inbound";
import { runsRedis, startRedis } from "@/tests/redis";
import { redisAdapter, type SharedAdapter } from "./adapter";

type Staff = Socket<StaffServerEvents, StaffClientEvents>;
let database: Awaited<ReturnType<typeof freshPg>>;
let actor: PersonActor;
let write: (text: string) => Promise<{ conversationId: string }>;
let first: DbHandle;
const undo: (() => unknown)[] = [];

beforeEach(async () => {
  database = await freshPg();
  first = await database.open(6);
  const place = await makePlace(first.db);
  const connection = await makeConnection(first.db, { kind: "twilio-sms" });
  const to = "+14155550100";
  await makeEndpoint(first.db, { placeId: place.id, connectionId: connection.id, address: to });
  actor = (await makeUser(first.db, { name: "Ana", placeIds: [place.id] })).actor;
  write = (text) =>
    receiveMessage(
      createCtx({ db: first.db, actor: SYSTEM, now: () => new Date() }),
      { connectionId: connection.id },
      inbound(to, "+14155551234", text),
    );
});
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
  await database.close();
});

/** A node of its own: pool, relay, gateway; and Ana's screen at it. */
async function node(handle: DbHandle, options: Parameters<typeof openGateway>[1] = {}) {
  const gateway = await openGateway(handle, { viewerOf: async () => actor, ...options });
  const screen: Staff = io(gateway.url, { transports: ["websocket"], forceNew: true, reconnection: false });
  const received: Envelope[] = [];
  screen.on("frame", (frame) => received.push(...frame.envelopes));
  await new Promise<void>((resolve) => screen.on("connect", resolve));
  undo.push(async () => {
    screen.close();
    await gateway.close();
  });
  return { screen, received };
}

test("a change made through one node is on the other node's screens; a session ended at one ends at both", async () => {
  const one = await node(first);
  const two = await node(await database.open(4));
  await write("Where is my order?");
  for (const { received } of [one, two])
    await vi.waitFor(() => expect(JSON.stringify(received)).toContain("Where is my order?"), 60_000);
  const gone = [one, two].map(({ screen }) => new Promise((resolve) => screen.on("disconnect", resolve)));
  await endSession(createCtx({ db: first.db, actor, now: () => new Date() }), { sid: actor.sid });
  expect(await Promise.all(gone)).toEqual(["io server disconnect", "io server disconnect"]);
});

const shared = (redis: SharedAdapter | undefined) => (redis ? { adapter: redis.adapter } : {});

test("a password changed at one node signs out the person's other device at another node by the push alone, and keeps this one", async () => {
  const { db } = first;
  const password = { current: "the current password", next: "the next password" };
  await db
    .update(users)
    .set({ passwordHash: await hashPassword(password.current) })
    .where(eq(users.id, actor.id));
  const { sid } = await startSession(createCtx({ db, actor: SYSTEM, now: () => new Date() }), { userId: actor.id });
  // No poll runs during this test, so only the push of the event can end a session.
  const unhurried = { pollMs: 600_000 };
  const laptop = await node(first, unhurried);
  const tablet = await node(await database.open(4), { ...unhurried, viewerOf: async () => ({ ...actor, sid }) });
  const order: string[] = [];
  const ended = new Promise<void>((resolve) => {
    tablet.screen.on("signed_out", () => order.push("signed out"));
    tablet.screen.on("disconnect", () => resolve(void order.push("disconnected")));
  });
  await changePassword(createCtx({ db, actor, now: () => new Date() }), password);
  await ended;
  // The screen receives the reason before the connection closes, so that it does not reconnect to find out.
  expect(order).toEqual(["signed out", "disconnected"]);
  expect(await laptop.screen.timeout(60_000).emitWithAck("presence_list")).toMatchObject({ ok: true });
});

test.skipIf(!runsRedis)("with Redis, every node knows viewers and presence", async () => {
  const redis = await startRedis();
  undo.push(() => redis.stop());
  const adapters = [await redisAdapter(redis.url), await redisAdapter(redis.url)];
  for (const shared of adapters) undo.push(() => shared.close());
  const one = await node(first, shared(adapters[0]));
  const two = await node(await database.open(4), shared(adapters[1]));
  const { conversationId } = await write("hello");
  const viewers: string[] = [];
  two.screen.on("viewers", (at) => viewers.push(JSON.stringify(at.viewers)));
  await two.screen.timeout(60_000).emitWithAck("subscribe", { conversationId, skuIds: [], board: false });
  await one.screen.timeout(60_000).emitWithAck("subscribe", { conversationId, skuIds: [], board: false });
  one.screen.emit("composing", { conversationId, mode: "reply" });
  await vi.waitFor(() => expect(viewers.at(-1)).toContain('"composing":"reply"'), 60_000);
  const statuses: string[] = [];
  two.screen.on("presence", (changed) => statuses.push(...changed.map(({ status }) => status)));
  one.screen.emit("presence", { status: "break" }, () => {});
  await vi.waitFor(() => expect(statuses).toContain("break"), 60_000);
});
