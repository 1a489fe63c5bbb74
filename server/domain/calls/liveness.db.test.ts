import { eq } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { beforeEach, describe, expect, test } from "vitest";
import { sessions, users } from "@/db/schema";
import { type CallWorld, callWorld } from "@/tests/call-fixture";
import { attachLeg, recordHeartbeats } from "./attach-leg";
import { moveCall } from "./move-call";
import { tickCall } from "./watch-calls";

let world: CallWorld;
let callId: string;
beforeEach(async () => {
  world = await callWorld();
  world.available.splice(0, 2, world.ana);
  callId = await world.visitorCalls();
});
const sides = () => world.sides(callId);
const legOf = async (userId: string | null) => {
  const leg = (await world.stored(callId)).legs.find((one) => one.userId === userId);
  return { callId, legId: leg?.id ?? "", deviceId: leg?.deviceId ?? uuidv7() };
};

describe("a browser that goes silent", () => {
  test("is away after 8 seconds, and back as soon as it reports: the call goes on", async () => {
    await world.answer(world.ana, callId);
    await world.wait(10, [world.ana]);
    expect(await sides()).toEqual(["customer up", "Ana away"]);
    await world.wait(5);
    expect(await sides()).toEqual(["customer up", "Ana up"]);
    expect((await world.stored(callId)).holderId).toBe(world.ana.id);
  });

  test("is lost 20 seconds later: the customer is at the front of the queue, and rings again", async () => {
    await world.answer(world.ana, callId);
    world.available.splice(0, 1, world.abe);
    await world.wait(30, [world.ana]);
    expect(await sides()).toEqual(["customer up", "Ana lost", "Abe ringing"]);
    expect(await world.stored(callId)).toMatchObject({ isReturned: true, state: "ringing", holderId: null });
  });

  test("rings its own person first when they are back: they own the conversation", async () => {
    await world.answer(world.ana, callId);
    world.available.push(world.abe);
    await world.wait(30, [world.ana]);
    expect(await sides()).toEqual(["customer up", "Ana lost", "Ana ringing"]);
  });

  test("of the customer ends the call, answered or not", async () => {
    await world.wait(10, ["customer"]);
    expect(await sides()).toEqual(["customer away", "Ana ringing"]);
    await world.wait(20, ["customer"]);
    expect(await sides()).toEqual(["customer lost", "Ana withdrawn"]);
    expect(await world.stored(callId)).toMatchObject({ state: "ended", outcome: "missed" });
  });
});

describe("an outage of the server", () => {
  test("ends no call and takes none away: everybody has the whole time to report again", async () => {
    await world.answer(world.ana, callId);
    await world.outage(120);
    expect(await sides()).toEqual(["customer up", "Ana up"]);
    await world.wait(5);
    expect(await sides()).toEqual(["customer up", "Ana up"]);
  });

  test("keeps nobody on the line who does not come back after it", async () => {
    await world.answer(world.ana, callId);
    world.available.splice(0, 1, world.abe);
    await world.outage(120);
    await world.wait(10, [world.ana]);
    expect(await sides()).toEqual(["customer up", "Ana away"]);
    await world.wait(20, [world.ana]);
    expect(await sides()).toEqual(["customer up", "Ana lost", "Abe ringing"]);
  });

  test("of the database is one, too: the watch that could not run starts to listen anew", async () => {
    await world.answer(world.ana, callId);
    world.later(60);
    await world.watch();
    expect(await sides()).toEqual(["customer up", "Ana up"]);
  });
});

describe("a person on the line", () => {
  beforeEach(() => world.answer(world.ana, callId));

  test("who signs out leaves the call to the queue", async () => {
    await world.db.update(sessions).set({ endedAt: world.now() }).where(eq(sessions.id, world.ana.sid));
    world.available.splice(0, 1, world.abe);
    await world.wait(1);
    expect(await sides()).toEqual(["customer up", "Ana lost", "Abe ringing"]);
  });

  test("who is disabled leaves the call to the queue", async () => {
    await world.db.update(users).set({ disabledAt: world.now() }).where(eq(users.id, world.ana.id));
    world.available.length = 0;
    await world.wait(1);
    expect(await sides()).toEqual(["customer up", "Ana lost"]);
    expect((await world.stored(callId)).state).toBe("queued");
  });

  test("who signs out elsewhere stays on the call", async () => {
    const sid = uuidv7();
    await world.db
      .insert(sessions)
      .values({ id: sid, userId: world.ana.id, expiresAt: world.now(), endedAt: world.now() });
    await world.wait(1);
    expect(await sides()).toEqual(["customer up", "Ana up"]);
  });
});

describe("the watch", () => {
  test("writes nothing while nothing is due", async () => {
    const before = (await world.published()).length;
    await world.wait(5);
    expect((await world.published()).length).toBe(before);
  });

  test("may run twice, on two nodes: the second finds nothing left to do", async () => {
    world.later(30);
    await tickCall(world.system(), { callId });
    const { version } = await world.stored(callId);
    await tickCall(world.system(), { callId });
    await world.watch();
    expect((await world.stored(callId)).version).toBe(version);
  });
});

describe("a browser that attaches to a leg", () => {
  test("receives its plan, and may carry its own leg only", async () => {
    await world.answer(world.ana, callId);
    const [mine, theirs] = [await legOf(world.ana.id), await legOf(null)];
    expect(await attachLeg(world.as(world.ana), mine)).toMatchObject({ links: [{ legId: theirs.legId }], ended: null });
    expect(await attachLeg(world.system(), theirs)).toMatchObject({ links: [{ legId: mine.legId }], sound: "none" });
    await expect(attachLeg(world.as(world.ana), theirs)).rejects.toMatchObject({ code: "not_found" });
    await expect(attachLeg(world.as(world.abe), mine)).rejects.toMatchObject({ code: "not_found" });
    await expect(attachLeg(world.system(), mine)).rejects.toMatchObject({ code: "not_found" });
  });

  test("after a move learns that another tab carries the leg, and does not keep it alive", async () => {
    await world.answer(world.ana, callId);
    const before = await legOf(world.ana.id);
    await moveCall(world.as(world.ana), { callId, deviceId: uuidv7() });
    const { version } = await world.stored(callId);
    expect(await attachLeg(world.as(world.ana), before)).toMatchObject({ ended: "moved", links: [] });
    expect((await world.stored(callId)).version).toBe(version);
  });

  test("of a customer who opened another tab takes the leg over", async () => {
    const first = await legOf(null);
    await attachLeg(world.system(), first);
    const second = { ...first, deviceId: uuidv7() };
    expect((await attachLeg(world.system(), second)).ended).toBeNull();
    expect((await world.stored(callId)).legs[0]?.deviceId).toBe(second.deviceId);
  });

  test("of a leg that has ended changes nothing and brings nobody back", async () => {
    await world.wait(30, ["customer"]);
    const leg = await legOf(null);
    expect(await attachLeg(world.system(), leg)).toMatchObject({ ended: "lost" });
    await recordHeartbeats(world.system(), { legIds: [leg.legId] });
    expect(await sides()).toEqual(["customer lost", "Ana withdrawn"]);
  });
});
