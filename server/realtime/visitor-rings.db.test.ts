import { io, type Socket } from "socket.io-client";
import { uuidv7 } from "uuidv7";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { makeEndpoint } from "@/db/factories";
import type { StartedWebCall } from "@/server/contract/call-media";
import type { WidgetHello } from "@/server/contract/sockets";
import { callOut } from "@/server/domain/calls/call-out";
import { hangUpCall, hangUpForCustomer } from "@/server/domain/calls/hang-up-call";
import { receiveCall } from "@/server/domain/calls/receive-call";
import { saveConnection } from "@/server/domain/settings/connections";
import { mintVisitorToken } from "@/server/lib/visitor-token";
import { type CallWorld, callWorld } from "@/tests/call-fixture";
import { freshDb } from "@/tests/db";
import { openGateway, type TestGateway } from "@/tests/gateway";

const visitorId = uuidv7();
let world: CallWorld;
let opened: TestGateway;
let conversationId: string;
const sockets: Socket[] = [];

/** A visitor of Pine Street's chat has called before. */
beforeEach(async () => {
  const { handle } = await freshDb();
  world = await callWorld(handle.db);
  opened = await openGateway(handle, { ctx: world.system() });
  const ctx = world.system();
  const { id: connectionId } = await saveConnection(ctx, {
    kind: "webchat",
    account: "shop",
    label: "Chat",
    config: {},
  });
  const site = { placeId: world.pine.id, channel: "webchat", connectionId, address: "wk_pine" };
  const { id: endpointId } = await makeEndpoint(handle.db, site);
  const from = { kind: "visitor" as const, value: visitorId };
  const callId = uuidv7();
  ({ conversationId } = await receiveCall(ctx, { callId, endpointId, from }));
  await hangUpForCustomer(world.system(), { callId });
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.close();
  await opened.close();
});

async function connected(namespace: string, token: string): Promise<Socket> {
  const socket = io(opened.url + namespace, { transports: ["websocket"], auth: { token }, forceNew: true });
  sockets.push(socket);
  await new Promise<void>((resolve, reject) => socket.on("connect", resolve).on("connect_error", reject));
  return socket;
}
/** A tab with the visitor's chat, and what rings in it. */
async function chat(of = visitorId) {
  const visitor = { visitorId: of, key: "wk_pine", account: "shop", name: null, known: [] };
  const socket = await connected("/widget", await mintVisitorToken(visitor));
  const rings: (StartedWebCall | null)[] = [];
  socket.on("ring", (ring) => rings.push(ring));
  return { socket, rings };
}
/** Ana calls, as the gateway of this node says who can be reached. */
async function call(): Promise<string> {
  const callId = uuidv7();
  const voice = {
    ...world.system().voice,
    providerFor: async () => ((await opened.gateway.isChatOpen(visitorId)) ? "web" : null),
  };
  await callOut({ ...world.as(world.ana), voice }, { callId, conversationId, deviceId: uuidv7() });
  return callId;
}
const ask = (socket: Socket, event: string, ...input: unknown[]) =>
  socket.timeout(60_000).emitWithAck(event, ...input) as Promise<{ ok: boolean; data?: unknown; error?: string }>;

test("a visitor is reached while their chat is connected, and refused before and after", async () => {
  await expect(call()).rejects.toMatchObject({ reason: "chatNotOpen" });
  const { socket } = await chat();
  const callId = await call();
  await hangUpCall(world.as(world.ana), { callId });
  socket.close();
  await vi.waitFor(async () => expect(await opened.gateway.isChatOpen(visitorId)).toBe(false), 60_000);
  await expect(call()).rejects.toMatchObject({ reason: "chatNotOpen" });
});

test("a call rings in every tab of its visitor and in no other chat, until it is answered by the leg's token", async () => {
  const [one, two, other] = [await chat(), await chat(), await chat(uuidv7())];
  const callId = await call();
  await vi.waitFor(() => expect([one.rings.length, two.rings.length]).toEqual([1, 1]), 60_000);
  const ring = one.rings[0] as StartedWebCall;
  expect(ring).toMatchObject({ callId, place: "Pine Street" });
  const line = await connected("/call", ring.token);
  expect(await ask(line, "answer")).toMatchObject({ ok: true });
  expect((await world.stored(callId)).state).toBe("connected");
  await vi.waitFor(() => expect([one.rings.at(-1), two.rings.at(-1)]).toEqual([null, null]), 60_000);
  expect(other.rings).toEqual([]);
});

test("a chat that is loaded while it rings learns of the ring, and declines it", async () => {
  await chat();
  const callId = await call();
  const { socket } = await chat();
  const { ring } = (await ask(socket, "hello")).data as WidgetHello;
  expect(ring?.callId).toBe(callId);
  const line = await connected("/call", ring?.token ?? "");
  expect(await ask(line, "decline", { as: "rude" })).toEqual({ ok: false, error: "invalid" });
  expect(await ask(line, "decline", { as: "busy" })).toMatchObject({ ok: true });
  expect((await world.stored(callId)).outcome).toBe("busy");
  expect(((await ask(socket, "hello")).data as WidgetHello).ring).toBeNull();
  expect(await ask(line, "answer")).toEqual({ ok: false, error: "conflict" });
});
