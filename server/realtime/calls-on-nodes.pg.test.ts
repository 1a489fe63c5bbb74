import { io, type Socket } from "socket.io-client";
import { uuidv7 } from "uuidv7";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { Db, DbHandle } from "@/db/client";
import { SYSTEM } from "@/db/factories";
import type { AttachedLeg, MediaPlan } from "@/server/contract/call-media";
import type { Envelope } from "@/server/contract/events";
import type { LiveCall } from "@/server/contract/live-calls";
import type { PersonActor } from "@/server/contract/team";
import { answerCall } from "@/server/domain/calls/answer-call";
import { recordHeartbeats } from "@/server/domain/calls/attach-leg";
import { customerLeg } from "@/server/domain/calls/call";
import { holdCall } from "@/server/domain/calls/hold-call";
import { receiveCall } from "@/server/domain/calls/receive-call";
import { transferCall } from "@/server/domain/calls/transfer-call";
import { createCallWatch } from "@/server/domain/calls/watch-calls";
import type { Ctx } from "@/server/domain/context";
import { createCtx } from "@/server/domain/operate/create-ctx";
import { type CallWorld, callWorld } from "@/tests/call-fixture";
import { freshPg } from "@/tests/fresh-pg";
import { openGateway } from "@/tests/gateway";
import { runsRedis, startRedis } from "@/tests/redis";
import { redisAdapter } from "./adapter";

/* Web calls through two nodes, which share a PostgreSQL and a Redis. Ana is connected to the first, Abe to the second. */

const SOON = { timeout: 60_000, interval: 25 };
let world: CallWorld;
let ana: Screen;
let abe: Screen;
let first: Node;
let second: Node;
const undo: (() => unknown)[] = [];

beforeEach(async (test) => {
  if (!runsRedis) return test.skip();
  const database = await freshPg();
  undo.push(() => database.close());
  const redis = await startRedis();
  undo.push(() => redis.stop());
  const handles = [await database.open(6), await database.open(6)] as [DbHandle, DbHandle];
  world = await callWorld(handles[0].db);
  first = await openNode(handles[0], redis.url);
  second = await openNode(handles[1], redis.url);
  [ana, abe] = [await first.screenOf(world.ana), await second.screenOf(world.abe)];
  for (const { ctx } of [first, second])
    for (const { id } of [world.ana, world.abe])
      await vi.waitFor(() => expect(ctx().presence.isAvailable(id)).toBe(true), SOON);
});
afterEach(async () => {
  for (const step of undo.splice(0).reverse()) await step();
});

type Node = Awaited<ReturnType<typeof openNode>>;
/** A node of its own: pool, relay, gateway, and the watch over its calls. */
async function openNode(handle: DbHandle, redisUrl: string) {
  const db: Db = handle.db;
  const shared = await redisAdapter(redisUrl);
  const people = new Map<string, PersonActor>();
  const opened = await openGateway(handle, {
    ctx: createCtx({ db, actor: SYSTEM, now: world.now }),
    adapter: shared.adapter,
    viewerOf: async (cookie) => people.get(cookie ?? "") ?? null,
  });
  const ctx = (): Ctx => ({ ...createCtx({ db, actor: SYSTEM, now: world.now }), presence: opened.gateway.presence });
  const watch = createCallWatch();
  let isClosed = false;
  const close = async () => {
    if (isClosed) return;
    isClosed = true;
    await opened.close();
    await shared.close();
  };
  undo.push(close);
  return {
    ctx,
    as: (actor: PersonActor): Ctx<PersonActor> => ({ ...ctx(), actor }),
    watch: () => watch(ctx()),
    close,
    screenOf: (actor: PersonActor) => {
      people.set(actor.id, actor);
      return openScreen(opened.url, actor);
    },
  };
}

type Screen = Awaited<ReturnType<typeof openScreen>>;
/** A browser of this person, with what it has received last of each call, and the plans of the legs that it carries. */
async function openScreen(url: string, actor: PersonActor) {
  const options = {
    transports: ["websocket"],
    extraHeaders: { cookie: actor.id },
    forceNew: true,
    reconnection: false,
  };
  const socket: Socket = io(url, options);
  undo.push(() => socket.close());
  const shown = new Map<string, LiveCall | "left">();
  const plans: MediaPlan[] = [];
  socket.on("frame", ({ envelopes }: { envelopes: Envelope[] }) => {
    for (const { entity } of envelopes) {
      if (entity?.kind === "call") shown.set(entity.call.id, entity.call);
      if (entity?.kind === "call_left") shown.set(entity.callId, "left");
    }
  });
  socket.on("call_plan", (plan: MediaPlan) => plans.push(plan));
  await new Promise<void>((resolve) => socket.on("connect", resolve));
  const legIn = (callId: string) => {
    const call = shown.get(callId);
    return call === "left" ? "left" : (call?.legs.findLast(({ userId }) => userId === actor.id)?.state ?? null);
  };
  return {
    actor,
    shown,
    plans,
    close: () => socket.close(),
    /** Waits until this person's side of the call is shown so. */
    shows: (callId: string, state: "ringing" | "up" | "left") =>
      vi.waitFor(() => expect(legIn(callId)).toBe(state), SOON),
    attach: async (callId: string, deviceId: string) => {
      const legId = (shown.get(callId) as LiveCall).legs.findLast(({ userId }) => userId === actor.id)?.id;
      return (await socket.timeout(60_000).emitWithAck("call_attach", { callId, legId, deviceId })) as {
        ok: boolean;
        data: AttachedLeg;
      };
    },
  };
}

async function visitorCalls(node: Node): Promise<string> {
  const callId = uuidv7();
  const from = { kind: "visitor" as const, scope: world.site.connectionId, value: uuidv7() };
  await receiveCall(node.ctx(), { callId, endpointId: world.site.id, from, displayName: "Maya Chen" });
  return callId;
}
const answer = (node: Node, { actor }: Screen, callId: string, deviceId = uuidv7()) =>
  answerCall(node.as(actor), { callId, deviceId });

for (const place of ["first", "second"])
  test(`a call that arrives at the ${place} node rings on both, and clears everywhere when somebody answers`, async () => {
    const callId = await visitorCalls(place === "first" ? first : second);
    await Promise.all([ana.shows(callId, "ringing"), abe.shows(callId, "ringing")]);
    await answer(second, abe, callId);
    await Promise.all([ana.shows(callId, "left"), abe.shows(callId, "up")]);
    await expect(answer(first, ana, callId)).rejects.toMatchObject({ code: "taken", details: { by: world.abe.name } });
  });

test("holding through one node silences the browser at the other, and a handover reaches the colleague's node", async () => {
  const callId = await visitorCalls(first);
  await abe.shows(callId, "ringing");
  const deviceId = uuidv7();
  await answer(second, abe, callId, deviceId);
  await abe.shows(callId, "up");
  expect(await abe.attach(callId, deviceId)).toMatchObject({ ok: true, data: { plan: { ended: null } } });
  // By another tab of his, which a load balancer has sent to the other node.
  await holdCall(first.as(world.abe), { callId, held: true });
  await vi.waitFor(() => expect(abe.plans.at(-1)?.links.some(({ receive }) => receive)).toBe(false), SOON);
  await holdCall(first.as(world.abe), { callId, held: false });
  await vi.waitFor(() => expect(abe.plans.at(-1)?.links.some(({ receive }) => receive)).toBe(true), SOON);
  const card = { need: "Wants the blue jacket", facts: "", promises: "", consent: "" };
  await transferCall(second.as(world.abe), { callId, to: { placeId: world.pine.id, userId: world.ana.id }, card });
  await ana.shows(callId, "ringing");
  await answer(first, ana, callId);
  await Promise.all([ana.shows(callId, "up"), abe.shows(callId, "left")]);
  await vi.waitFor(() => expect(abe.plans.at(-1)?.ended).not.toBeNull(), SOON);
});

/** Time goes by, the customer's browser and those of these people report, and the node that remains watches. */
async function wait(
  node: Node,
  seconds: number,
  callId: string,
  reporting: readonly PersonActor[] = [],
): Promise<void> {
  for (let left = seconds; left > 0; left -= 4) {
    world.later(Math.min(4, left));
    const call = await world.stored(callId);
    const theirs = call.legs.filter(({ userId }) => reporting.some(({ id }) => id === userId));
    await recordHeartbeats(node.ctx(), { legIds: [customerLeg(call).id, ...theirs.map(({ id }) => id)] });
    await node.watch();
  }
}

test("when the holder's node is killed, their browser keeps the call through the other node", async () => {
  const callId = await visitorCalls(first);
  await abe.shows(callId, "ringing");
  const deviceId = uuidv7();
  await answer(second, abe, callId, deviceId);
  await abe.shows(callId, "up");
  await abe.attach(callId, deviceId);
  await first.watch();
  await second.close();
  await wait(first, 12, callId);
  expect(await world.sides(callId)).toContain("Abe away");
  const again = await first.screenOf(world.abe);
  again.shown.set(callId, abe.shown.get(callId) as LiveCall);
  expect(await again.attach(callId, deviceId)).toMatchObject({ ok: true, data: { plan: { ended: null } } });
  await wait(first, 40, callId, [world.abe]);
  expect(await world.sides(callId)).toContain("Abe up");
  expect((await world.stored(callId)).holderId).toBe(world.abe.id);
});

test("a holder who does not come back after their node was killed loses the call to the others, and its customer stays on the line", async () => {
  const callId = await visitorCalls(first);
  await abe.shows(callId, "ringing");
  await answer(second, abe, callId);
  await Promise.all([abe.shows(callId, "up"), ana.shows(callId, "left")]);
  await first.watch();
  await second.close();
  await vi.waitFor(() => expect(first.ctx().presence.isAvailable(world.abe.id)).toBe(false), SOON);
  await wait(first, 32, callId);
  await ana.shows(callId, "ringing");
  await answer(first, ana, callId);
  await ana.shows(callId, "up");
  expect((await world.stored(callId)).holderId).toBe(world.ana.id);
});
