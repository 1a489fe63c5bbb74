import { and, eq } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Db } from "@/db/client";
import { makeUser } from "@/db/factories";
import { callbacks, calls, items } from "@/db/schema";
import { type CallWorld, callWorld, withStaff } from "@/tests/call-fixture";
import { freshPg } from "@/tests/fresh-pg";
import { answerCall } from "./answer-call";
import { endPromptOf } from "./end-prompt";
import { hangUpForCustomer } from "./hang-up-call";
import { receiveCall } from "./receive-call";
import { tickCall } from "./watch-calls";

let server: Awaited<ReturnType<typeof freshPg>>;
let nodes: Db[];
let world: CallWorld;
beforeAll(async () => {
  server = await freshPg();
  nodes = [(await server.open(8)).db, (await server.open(8)).db];
  world = await callWorld(nodes[0]);
});
afterAll(() => server.close());

const DEVICE = "00000000-0000-7000-8000-000000000001";
const outcomes = (settled: PromiseSettledResult<unknown>[]) =>
  settled.map((one) => (one.status === "fulfilled" ? "won" : (one.reason as { code: string }).code)).sort();

test("of many who answer at once, on two nodes, exactly one wins, and the others learn who it was", async () => {
  const crowd = await Promise.all(
    Array.from({ length: 8 }, (_, n) => makeUser(world.db, { name: `Person ${n}`, placeIds: [world.pine.id] })),
  );
  for (let round = 0; round < 5; round++) {
    world.available.splice(0, world.available.length, ...crowd.map(({ actor }) => actor));
    const callId = await world.visitorCalls();
    const settled = await Promise.allSettled(
      crowd.map(({ actor }, n) => answerCall({ ...world.as(actor), db: nodes[n % 2]! }, { callId, deviceId: DEVICE })),
    );
    expect(outcomes(settled)).toEqual([...Array(7).fill("taken"), "won"]);
    const call = await world.stored(callId);
    expect(call.legs.filter(({ role, state }) => role === "staff" && state === "up")).toHaveLength(1);
    const winner = crowd[settled.findIndex(({ status }) => status === "fulfilled")]!.actor;
    expect(call.holderId).toBe(winner.id);
    expect((await world.record(call.conversationId)).assigneeId).toBe(winner.id);
    for (const one of settled) if (one.status === "rejected") expect(one.reason.details).toEqual({ by: winner.name });
    await hangUpForCustomer(world.system(), { callId });
  }
});

test("one person who answers two calls at once is on one of them", async () => {
  const { actor } = await makeUser(world.db, { name: "Quick", placeIds: [world.pine.id] });
  const ring = async () => {
    // Two nodes, neither of which has seen the other's ring yet.
    world.available.length = 0;
    const callId = await world.visitorCalls();
    return callId;
  };
  const calls = [await ring(), await ring()];
  const ctx = (n: number) => withStaff({ ...world.system(), db: nodes[n]! }, [actor]);
  await Promise.all(calls.map((callId, n) => tickCall(ctx(n), { callId })));
  const settled = await Promise.allSettled(
    calls.map((callId, n) => answerCall({ ...world.as(actor), db: nodes[n]! }, { callId, deviceId: DEVICE })),
  );
  expect(outcomes(settled).filter((one) => one === "won")).toHaveLength(1);
});

test("a call that is started twice at the same moment, on two nodes, is one call with one entry for both", async () => {
  const from = { kind: "visitor" as const, scope: world.site.connectionId, value: uuidv7() };
  for (let round = 0; round < 10; round++) {
    const input = { callId: uuidv7(), endpointId: world.site.id, from };
    const both = await Promise.all(nodes.map((db) => receiveCall({ ...world.system(), db }, input)));
    expect(both[1]).toEqual(both[0]);
    const entries = and(eq(items.conversationId, both[0]!.conversationId), eq(items.kind, "call"));
    expect(await world.db.$count(items, entries)).toBe(round + 1);
    await hangUpForCustomer(world.system(), { callId: input.callId });
  }
});

test("an answer that meets the customer's hang-up is on one side of it: nobody talks to a call that is over", async () => {
  const { actor } = await makeUser(world.db, { name: "Late", placeIds: [world.pine.id] });
  for (let round = 0; round < 5; round++) {
    world.available.splice(0, world.available.length, actor);
    const callId = await world.visitorCalls();
    await Promise.allSettled([
      answerCall({ ...world.as(actor), db: nodes[1]! }, { callId, deviceId: DEVICE }),
      hangUpForCustomer(world.system(), { callId }),
    ]);
    const call = await world.stored(callId);
    expect(call).toMatchObject({ state: "ended", holderId: null });
    expect(call.legs.every(({ state }) => state === "ended")).toBe(true);
    expect(call.outcome).toBe(call.connectedAt ? "answered" : "missed");
  }
});

test("an answer that meets the key for a callback is on one side of it: nobody talks to a customer who was promised a call", async () => {
  const { actor } = await makeUser(world.db, { name: "Quick", placeIds: [world.pine.id] });
  for (let round = 0; round < 5; round++) {
    world.available.splice(0, world.available.length, actor);
    const callId = await world.visitorCalls();
    const prompt = { purpose: "queue" as const, sounds: ["storeline-queue-offer"], keys: "1", waitSeconds: 4 };
    const promptId = uuidv7();
    const begun = { id: promptId, ...prompt, at: world.now().toISOString() };
    await world.db.update(calls).set({ prompt: begun }).where(eq(calls.id, callId));
    await Promise.allSettled([
      answerCall({ ...world.as(actor), db: nodes[1]! }, { callId, deviceId: DEVICE }),
      endPromptOf(world.system(), { callId, promptId, key: "1" }),
    ]);
    const { conversationId, outcome, holderId } = await world.stored(callId);
    const promised = await world.db.$count(callbacks, eq(callbacks.conversationId, conversationId));
    expect([outcome, holderId, promised]).toEqual(promised > 0 ? ["callback", null, 1] : [null, actor.id, 0]);
    await hangUpForCustomer(world.system(), { callId });
  }
});
