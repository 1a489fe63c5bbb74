import { eq } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { beforeEach, describe, expect, test } from "vitest";
import { makeUser } from "@/db/factories";
import { sessions, users } from "@/db/schema";
import type { LiveCall, SupervisionMode } from "@/server/contract/live-calls";
import type { PersonActor } from "@/server/contract/team";
import { type CallWorld, callWorld } from "@/tests/call-fixture";
import { saveSetting } from "../configuration/save-setting";
import { callDetailOf } from "./call-detail";
import { consultOnCall } from "./consult-on-call";
import { hangUpCall, hangUpForCustomer } from "./hang-up-call";
import { holdCall } from "./hold-call";
import { getCall, myCalls } from "./live-call";
import { supervision } from "./settings";
import { superviseCall, takeCallOver } from "./supervise-call";
import { transferCall } from "./transfer-call";

const card = { need: "Wants the blue jacket in M", facts: "", promises: "", consent: "" };
let world: CallWorld;
let callId: string;

/** Ana talks with the customer; Sue supervises all stores. */
beforeEach(async () => {
  world = await callWorld();
  world.available.splice(0, 2, world.ana);
  callId = await world.visitorCalls();
  await world.answer(world.ana, callId);
});
const supervise = (mode: SupervisionMode = "listen", by: PersonActor = world.sue): Promise<LiveCall | null> =>
  superviseCall(world.as(by), { callId, mode, deviceId: uuidv7() });
const takeOver = (by: PersonActor = world.sue) => takeCallOver(world.as(by), { callId });
const sides = () => world.sides(callId);
const seenBy = async (actor: PersonActor) => (await getCall(world.as(actor), { callId })).legs.map(({ name }) => name);
const narrow = () => world.db.update(users).set({ scopeAll: false }).where(eq(users.id, world.sue.id));
async function allow(value: Partial<typeof supervision.default>): Promise<void> {
  const admin = await makeUser(world.db, { role: "admin", scopeAll: true });
  const scope = { kind: "place" as const, placeId: world.pine.id };
  const own = { value: { ...supervision.default, ...value } };
  await saveSetting(world.as(admin.actor), { key: supervision.key, scope, own, expectedVersion: 0 });
}

describe("supervising a call", () => {
  test("starts by listening, and goes on with the same leg in another way", async () => {
    const first = (await supervise())?.legs.find(({ role }) => role === "supervisor");
    expect(first).toMatchObject({ state: "up", supervision: "listen", userId: world.sue.id });
    const next = (await supervise("barge"))?.legs.filter(({ role }) => role === "supervisor");
    expect(next).toMatchObject([{ id: first?.id, supervision: "barge" }]);
    expect(await sides()).toEqual(["customer up", "Ana up", "Sue up"]);
  });

  test("changes neither whose the call is, nor hold, nor the conversation", async () => {
    await holdCall(world.as(world.ana), { callId, held: true });
    await supervise("whisper");
    await hangUpCall(world.as(world.sue), { callId });
    expect(await sides()).toEqual(["customer up held", "Ana up", "Sue hung_up"]);
    const call = await world.stored(callId);
    expect(call.holderId).toBe(world.ana.id);
    expect((await world.record(call.conversationId)).assigneeId).toBe(world.ana.id);
  });

  test("is seen by the colleague; where the setting says so, not while the supervisor only listens", async () => {
    await supervise();
    expect(await seenBy(world.ana)).toContain("Sue");
    await hangUpCall(world.as(world.sue), { callId });
    await allow({ showListening: false });
    await supervise();
    expect(await seenBy(world.ana)).not.toContain("Sue");
    expect((await myCalls(world.as(world.ana)))[0]?.legs.map(({ name }) => name)).not.toContain("Sue");
    expect(await seenBy(world.sue)).toContain("Sue");
    await supervise("whisper");
    expect(await seenBy(world.ana)).toContain("Sue");
  });

  test("is in the conversation's entry only once the customer could hear the supervisor", async () => {
    await supervise("whisper");
    const people = async () => callDetailOf(await world.stored(callId)).participants.map(({ name }) => name);
    expect(await people()).toEqual(["Maya Chen", "Ana"]);
    await supervise("barge");
    expect(await people()).toEqual(["Maya Chen", "Ana", "Sue"]);
  });

  test("ends with the call, with the last of our people, and when the supervisor's browser is gone", async () => {
    await supervise();
    await world.wait(30, [world.sue]);
    expect(await sides()).toEqual(["customer up", "Ana up", "Sue lost"]);
    await supervise();
    await world.wait(30, [world.ana]);
    expect((await sides()).slice(0, 4)).toEqual(["customer up", "Ana lost", "Sue lost", "Sue withdrawn"]);
    world.available.splice(0, 1, world.ana);
    await world.wait(1);
    await world.answer(world.ana, callId);
    await supervise();
    await hangUpForCustomer(world.system(), { callId });
    expect((await sides()).at(-1)).toBe("Sue hung_up");
  });

  test.each<[string, () => Promise<unknown>]>([
    ["the supervisor loses the location", () => narrow()],
    ["the location's setting no longer allows it", () => allow({ listen: false })],
    ["the supervisor's sign-in ends", () => world.db.update(sessions).set({ endedAt: world.now() })],
  ])("ends when %s, and the call goes on", async (_, act) => {
    await supervise();
    await act();
    await world.watch();
    expect((await sides()).filter((side) => !side.startsWith("Ana"))).toEqual(["customer up", "Sue lost"]);
    expect((await world.stored(callId)).endedAt).toBeNull();
  });

  test("goes on where nothing has changed for the supervisor", async () => {
    await supervise();
    await world.watch();
    expect(await sides()).toEqual(["customer up", "Ana up", "Sue up"]);
  });

  test("is for supervisors who may read the conversation, where the setting allows it, and who are on no other call", async () => {
    await expect(supervise("listen", world.abe)).rejects.toMatchObject({ code: "forbidden" });
    const { actor: stranger } = await makeUser(world.db, { role: "supervisor", placeIds: [world.harbor.id] });
    await expect(supervise("listen", stranger)).rejects.toMatchObject({ code: "not_found" });
    await allow({ listen: false, speak: false, takeOver: false });
    for (const mode of ["listen", "whisper", "barge"] as const)
      await expect(supervise(mode)).rejects.toMatchObject({ code: "forbidden", reason: "supervisionOff" });
    expect(await sides()).toEqual(["customer up", "Ana up"]);
  });

  test("is refused to somebody who talks on this call or another, and on a call that nobody of ours is on", async () => {
    const { actor: sam } = await makeUser(world.db, { role: "supervisor", scopeAll: true });
    world.available.splice(0, 1, sam);
    await consultOnCall(world.as(world.ana), { callId, to: { userId: sam.id } });
    await world.answer(sam, callId);
    await expect(supervise("listen", sam)).rejects.toMatchObject({ code: "conflict", reason: "partOfCall" });
    const other = await world.visitorCalls();
    await expect(
      superviseCall(world.as(world.sue), { callId: other, mode: "listen", deviceId: uuidv7() }),
    ).rejects.toMatchObject({ code: "conflict", reason: "nobodyTalks" });
    await supervise();
    world.available.splice(0, 1, world.abe);
    await world.wait(1);
    await world.answer(world.abe, other);
    await expect(
      superviseCall(world.as(world.sue), { callId: other, mode: "listen", deviceId: uuidv7() }),
    ).rejects.toMatchObject({ code: "conflict", reason: "alreadyOnCall" });
  });
});

describe("taking a call over", () => {
  test("makes it, and its conversation, the supervisor's; whoever held it learns that it was taken over", async () => {
    await supervise("barge");
    const taken = await takeOver();
    expect(taken).toMatchObject({ holderId: world.sue.id, state: "connected" });
    expect(await sides()).toEqual(["customer up", "Ana taken_over", "Sue transferred", "Sue up"]);
    const call = await world.stored(callId);
    expect((await world.record(call.conversationId)).assigneeId).toBe(world.sue.id);
    expect(call.placeId).toBe(world.pine.id);
  });

  test("takes the customer off hold, and calls off a consultation or a transfer that still rings", async () => {
    world.available.splice(0, 1, world.ben);
    const to = { callId, to: { userId: world.ben.id } };
    await supervise();
    await consultOnCall(world.as(world.ana), to);
    await takeOver();
    expect(await sides()).toEqual(["customer up", "Ana taken_over", "Sue transferred", "Ben withdrawn", "Sue up"]);
    await transferCall(world.as(world.sue), { ...to, card });
    const { actor: sam } = await makeUser(world.db, { role: "supervisor", scopeAll: true, name: "Sam" });
    await supervise("listen", sam);
    await takeOver(sam);
    expect(await world.stored(callId)).toMatchObject({ transfer: null, holderId: sam.id });
    expect((await sides()).filter((side) => /up|ringing/.test(side))).toEqual(["customer up", "Sam up"]);
  });

  test("is refused to whoever does not supervise the call, and where the setting forbids it", async () => {
    await expect(takeOver()).rejects.toMatchObject({ code: "conflict", reason: "notSupervising" });
    await supervise();
    await allow({ takeOver: false });
    await expect(takeOver()).rejects.toMatchObject({ code: "forbidden", reason: "supervisionOff" });
    await expect(takeOver(world.abe)).rejects.toMatchObject({ code: "forbidden" });
  });
});
