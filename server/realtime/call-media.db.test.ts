import { io, type Socket } from "socket.io-client";
import { uuidv7 } from "uuidv7";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { DbHandle } from "@/db/client";
import { callRecordingPieces } from "@/db/schema";
import type {
  AttachedLeg,
  AttachLeg,
  CallMediaServerEvents,
  CallSignal,
  CustomerCallEvents,
  MediaPlan,
} from "@/server/contract/call-media";
import type { PersonActor } from "@/server/contract/team";
import { holdCall } from "@/server/domain/calls/hold-call";
import { moveCall } from "@/server/domain/calls/move-call";
import { mintLegToken } from "@/server/lib/leg-token";
import { mintVisitorToken } from "@/server/lib/visitor-token";
import { type CallWorld, callWorld } from "@/tests/call-fixture";
import { freshDb } from "@/tests/db";
import { openGateway, type TestGateway } from "@/tests/gateway";
import { placeSettings } from "@/tests/place-settings";

type Caller = Socket<CallMediaServerEvents, CustomerCallEvents>;
let handle: DbHandle;
let world: CallWorld;
let opened: TestGateway;
let viewer: PersonActor;
const sockets: Socket[] = [];

beforeEach(async () => {
  ({ handle } = await freshDb());
  world = await callWorld(handle.db);
  opened = await openGateway(handle, { ctx: world.system(), viewerOf: async () => viewer });
});
afterEach(async () => {
  for (const socket of sockets.splice(0)) socket.close();
  await opened.close();
});

/** A browser that carries legs, and what the server pushes to it. */
async function browser(namespace: "/" | "/call", token = "") {
  const socket = io(opened.url + namespace, {
    transports: ["websocket"],
    auth: { token },
    forceNew: true,
    reconnection: false,
  }) as unknown as Caller;
  sockets.push(socket as unknown as Socket);
  const plans: MediaPlan[] = [];
  const signals: CallSignal[] = [];
  socket.on("call_plan", (plan) => plans.push(plan));
  socket.on("call_signal", (signal) => signals.push(signal));
  const refusal = await new Promise<string | null>((resolve) => {
    socket.on("connect", () => resolve(null));
    socket.on("connect_error", ({ message }) => resolve(message));
  });
  const ask = (event: string, ...input: unknown[]) =>
    (socket as unknown as Socket).timeout(60_000).emitWithAck(event, ...input) as Promise<{
      ok: boolean;
      data?: AttachedLeg;
      error?: string;
    }>;
  return {
    refusal,
    plans,
    signals,
    ask,
    attach: (input: AttachLeg) => ask("call_attach", input),
    signal: (signal: CallSignal) => void socket.emit("call_signal", signal),
    /** What was said before on this socket has been dealt with. */
    settled: () => ask("call_attach", {}),
  };
}

const staff = (actor: PersonActor) => {
  viewer = actor;
  return browser("/");
};

/** A visitor and Ana talk, each in a browser. */
async function talking() {
  const callId = await world.visitorCalls();
  const deviceId = uuidv7();
  const call = await world.answer(world.ana, callId, deviceId);
  const anaLeg = call?.legs.find((leg) => leg.userId === world.ana.id)?.id as string;
  const customerLeg = await world.customerLegOf(callId);
  const customer = await browser("/call", await mintLegToken({ callId, legId: customerLeg }));
  const ana = await staff(world.ana);
  const mine = { callId, legId: anaLeg, deviceId };
  const theirs = { callId, legId: customerLeg, deviceId: uuidv7() };
  return { callId, anaLeg, customerLeg, customer, ana, mine, theirs };
}

const signalOf = (callId: string, from: string, to: string): CallSignal => ({
  callId,
  from,
  to,
  session: uuidv7(),
  toSession: null,
});

test("both sides of an answered call attach, are linked to each other, and receive each other's signals", async () => {
  const { callId, anaLeg, customerLeg, customer, ana, mine, theirs } = await talking();
  expect((await customer.attach(theirs)).data?.plan.links).toMatchObject([
    { legId: anaLeg, send: true, receive: true },
  ]);
  const plan = (await ana.attach(mine)).data?.plan;
  expect(plan?.links).toMatchObject([{ legId: customerLeg, send: true, receive: true }]);
  const [there, back] = [signalOf(callId, anaLeg, customerLeg), signalOf(callId, customerLeg, anaLeg)];
  ana.signal(there);
  customer.signal(back);
  await vi.waitFor(() => expect([customer.signals, ana.signals]).toEqual([[there], [back]]), 60_000);
});

test("a change of the call is pushed as a plan to the browsers that carry it", async () => {
  const { callId, customer, ana, mine, theirs } = await talking();
  await customer.attach(theirs);
  await ana.attach(mine);
  await holdCall(world.as(world.ana), { callId, held: true });
  await vi.waitFor(() => expect(customer.plans.at(-1)).toMatchObject({ links: [], sound: "hold" }), 60_000);
  await holdCall(world.as(world.ana), { callId, held: false });
  await vi.waitFor(() => expect(customer.plans.at(-1)).toMatchObject({ sound: "none" }), 60_000);
  expect(customer.plans.at(-1)?.links).toHaveLength(1);
  await vi.waitFor(() => expect(ana.plans.at(-1)?.version).toBe(customer.plans.at(-1)?.version), 60_000);
});

test("signals pass only from a leg that the socket carries, to a leg that its plan links it to", async () => {
  const { callId, anaLeg, customerLeg, customer, ana, mine, theirs } = await talking();
  await customer.attach(theirs);
  // Not attached yet; somebody else's leg; another call.
  ana.signal(signalOf(callId, anaLeg, customerLeg));
  await ana.attach(mine);
  ana.signal(signalOf(callId, customerLeg, customerLeg));
  ana.signal(signalOf(uuidv7(), anaLeg, customerLeg));
  ana.signal(signalOf(callId, anaLeg, uuidv7()));
  ana.signal({ ...signalOf(callId, anaLeg, customerLeg), candidate: "not a candidate" } as unknown as CallSignal);
  await holdCall(world.as(world.ana), { callId, held: true });
  await vi.waitFor(() => expect(ana.plans.at(-1)?.links).toEqual([]), 60_000);
  // Held: no link any more.
  ana.signal(signalOf(callId, anaLeg, customerLeg));
  await ana.settled();
  await customer.settled();
  expect([ana.signals, customer.signals]).toEqual([[], []]);
});

test("nobody attaches to another person's leg, and a customer to no leg but that of their token", async () => {
  const { callId, anaLeg, customerLeg, customer, theirs } = await talking();
  const ben = await staff(world.ben);
  for (const legId of [anaLeg, customerLeg])
    expect(await ben.attach({ callId, legId, deviceId: uuidv7() })).toEqual({ ok: false, error: "not_found" });
  expect(await customer.attach({ ...theirs, legId: anaLeg })).toEqual({ ok: false, error: "not_found" });
  const another = await world.visitorCalls();
  const anothers = { callId: another, legId: await world.customerLegOf(another), deviceId: uuidv7() };
  expect(await customer.attach(anothers)).toEqual({ ok: false, error: "not_found" });
});

test("the customers' namespace admits tokens of legs alone", async () => {
  const { customerLeg } = await talking();
  const visitor = { visitorId: customerLeg, key: "k", account: "a", name: null, known: [] };
  expect((await browser("/call", "")).refusal).toBe("unauthenticated");
  expect((await browser("/call", await mintVisitorToken(visitor))).refusal).toBe("unauthenticated");
});

test("a leg that moves to another tab is taken from the first at once", async () => {
  const { callId, anaLeg, ana, mine } = await talking();
  await ana.attach(mine);
  const deviceId = uuidv7();
  const second = await staff(world.ana);
  expect((await second.attach({ ...mine, deviceId })).data?.plan.ended).toBe("moved");
  await moveCall(world.as(world.ana), { callId, deviceId });
  await vi.waitFor(() => expect(ana.plans.at(-1)).toMatchObject({ legId: anaLeg, ended: "moved" }), 60_000);
  expect((await second.attach({ ...mine, deviceId })).data?.plan.ended).toBeNull();
});

test("a customer hangs up over their socket, and both browsers learn that it is over", async () => {
  const { customer, ana, mine, theirs } = await talking();
  await customer.attach(theirs);
  await ana.attach(mine);
  expect(await customer.ask("hang_up")).toMatchObject({ ok: true });
  await vi.waitFor(() => expect(customer.plans.at(-1)?.ended).toBe("hung_up"), 60_000);
  await vi.waitFor(() => expect(ana.plans.at(-1)?.ended).not.toBeNull(), 60_000);
});

test("a call is recorded by the holder's socket after the customer's has announced that, and by no other", async () => {
  await placeSettings(world).set("calls.recording", true);
  const { callId, customer, ana, mine, theirs } = await talking();
  const announced = { callId, legId: theirs.legId, wasHeard: true, transcription: false };
  const piece = { callId, legId: mine.legId, takeId: uuidv7(), seq: 0, isLast: false, data: Buffer.alloc(800, 7) };
  // A socket that carries no leg.
  expect((await customer.ask("call_announced", announced)).error).toBe("forbidden");
  expect((await ana.ask("call_piece", piece)).error).toBe("forbidden");
  expect((await customer.attach(theirs)).data?.plan.notice).toMatchObject({ state: "announcing" });
  expect((await ana.attach(mine)).data?.plan.recorder).toMatchObject({ isOn: false });
  expect((await ana.ask("call_announced", { ...announced, legId: mine.legId })).error).toBe("forbidden");
  expect((await ana.ask("call_piece", piece)).error).toBe("conflict");
  expect((await customer.ask("call_announced", announced)).ok).toBe(true);
  await vi.waitFor(() => expect(ana.plans.at(-1)?.recorder).toMatchObject({ isOn: true }), 60_000);
  expect((await customer.ask("call_piece", { ...piece, legId: theirs.legId })).error).toBe("forbidden");
  expect((await customer.ask("call_unrecorded", { callId, legId: theirs.legId })).error).toBe("forbidden");
  expect((await ana.ask("call_piece", { ...piece, data: Buffer.alloc(20_000) })).error).toBe("invalid");
  expect(await ana.ask("call_piece", piece)).toMatchObject({ ok: true });
  expect(await handle.db.select().from(callRecordingPieces)).toMatchObject([{ seq: 0, data: Buffer.alloc(800, 7) }]);
  expect((await world.stored(callId)).recording?.confirmed).toBe("recording");
});
