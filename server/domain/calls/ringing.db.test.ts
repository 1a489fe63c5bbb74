import { eq } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { beforeEach, describe, expect, test } from "vitest";
import { places } from "@/db/schema";
import { saveSetting } from "@/server/domain/configuration/save-setting";
import { type CallWorld, callWorld } from "@/tests/call-fixture";
import { declineCall } from "./decline-call";
import { hangUpCall } from "./hang-up-call";

let world: CallWorld;
beforeEach(async () => {
  world = await callWorld();
});

describe("whom a call rings", () => {
  const ownedBy = async (visitor: string) => {
    const callId = await world.visitorCalls(visitor);
    await world.answer(world.ana, callId);
    await hangUpCall(world.as(world.ana), { callId });
  };

  test("is the owner of the conversation alone at first, and everybody after their time", async () => {
    const visitor = uuidv7();
    await ownedBy(visitor);
    const callId = await world.visitorCalls(visitor);
    expect(await world.sides(callId)).toEqual(["customer up", "Ana ringing"]);
    await world.wait(20);
    expect(await world.sides(callId)).toEqual(["customer up", "Ana ringing", "Abe ringing"]);
  });

  test("is everybody at once when the owner declines", async () => {
    const visitor = uuidv7();
    await ownedBy(visitor);
    const callId = await world.visitorCalls(visitor);
    await declineCall(world.as(world.ana), { callId });
    expect(await world.sides(callId)).toEqual(["customer up", "Ana declined", "Abe ringing"]);
  });

  test("is the overflow team when nobody at the place answers, and then the place again", async () => {
    const scope = { kind: "place" as const, placeId: world.pine.id };
    const own = { value: world.harbor.id };
    await saveSetting(world.system(), { key: "calls.overflow_place", scope, own, expectedVersion: 0 });
    world.available.splice(0, 2, world.ana, world.ben);
    const callId = await world.visitorCalls();
    expect(await world.sides(callId)).toEqual(["customer up", "Ana ringing"]);
    await world.wait(20);
    expect(await world.sides(callId)).toEqual(["customer up", "Ana no_answer", "Ben ringing"]);
    await world.wait(20);
    expect(await world.sides(callId)).toEqual(["customer up", "Ana no_answer", "Ben no_answer", "Ana ringing"]);
    await world.answer(world.ana, callId);
    expect((await world.stored(callId)).state).toBe("connected");
  });

  test("is nobody of an overflow place that no longer takes work", async () => {
    const scope = { kind: "place" as const, placeId: world.pine.id };
    const own = { value: world.harbor.id };
    await saveSetting(world.system(), { key: "calls.overflow_place", scope, own, expectedVersion: 0 });
    await world.db.update(places).set({ takesWork: false }).where(eq(places.id, world.harbor.id));
    world.available.splice(0, 2, world.ana, world.ben);
    const callId = await world.visitorCalls();
    await world.wait(20);
    expect(await world.sides(callId)).toEqual(["customer up", "Ana ringing"]);
  });

  test("stays the same while nobody else could be rung: phones do not stop and start", async () => {
    const callId = await world.visitorCalls();
    await world.wait(60);
    expect(await world.sides(callId)).toEqual(["customer up", "Abe ringing", "Ana ringing"]);
  });

  test("leaves the others ringing when one declines, and never rings them again", async () => {
    const callId = await world.visitorCalls();
    await declineCall(world.as(world.ana), { callId });
    await world.wait(60);
    expect(await world.sides(callId)).toEqual(["customer up", "Abe ringing", "Ana declined"]);
    await declineCall(world.as(world.abe), { callId });
    expect((await world.stored(callId)).state).toBe("queued");
  });

  test("is nobody for a second call while everybody is rung by the first, until one answers it", async () => {
    const first = await world.visitorCalls();
    const second = await world.visitorCalls();
    expect((await world.stored(second)).state).toBe("queued");
    await world.answer(world.ana, first);
    await world.wait(1);
    expect(await world.sides(second)).toEqual(["customer up", "Abe ringing"]);
  });

  test("is for the call that has waited longest, whoever calls just then", async () => {
    world.available.length = 0;
    const first = await world.visitorCalls();
    world.later(1);
    const second = await world.visitorCalls();
    world.available.push(world.ana);
    const third = await world.visitorCalls();
    await world.wait(1);
    expect(await world.sides(first)).toEqual(["customer up", "Ana ringing"]);
    for (const later of [second, third]) expect(await world.sides(later)).toEqual(["customer up"]);
  });

  test("is first of all for a call that was answered before", async () => {
    const answered = await world.visitorCalls();
    await world.answer(world.ana, answered);
    world.available.length = 0;
    const waiting = await world.visitorCalls();
    await world.wait(30, [world.ana]);
    world.available.push(world.abe);
    await world.wait(1);
    expect((await world.sides(answered)).at(-1)).toBe("Abe ringing");
    expect(await world.sides(waiting)).toEqual(["customer up"]);
  });
});
