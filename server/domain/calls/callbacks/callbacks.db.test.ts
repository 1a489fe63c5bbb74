import { eq } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { makeConversation, makeEndpoint } from "@/db/factories";
import { callbacks, conversations } from "@/db/schema";
import type { LoggedEvent } from "@/server/contract/events";
import type { PersonActor } from "@/server/contract/team";
import { command } from "@/server/domain/command";
import { type CallWorld, callWorld } from "@/tests/call-fixture";
import { assignConversation } from "../../conversations/assignment/assign-conversation";
import { acceptOffer } from "../../conversations/offers/accept-offer";
import { transferConversation } from "../../conversations/offers/transfer-conversation";
import { resolveConversation } from "../../conversations/status/resolve-conversation";
import { setDisabled } from "../../conversations/workload/set-disabled";
import { savePerson } from "../../team/save-person";
import { callOut } from "../call-out";
import { callWork } from "../call-work";
import { hangUpCall, hangUpForCustomer } from "../hang-up-call";
import { receiveCall } from "../receive-call";
import { answerForCustomer, giveUpOnCustomer } from "../ring-customer";
import { callbackOwners } from "./callback-assignee";
import { callbackPlan } from "./callback-plan";
import { listCallbacks } from "./list-callbacks";
import {
  cancelCallback,
  completeCallback,
  postponeCallback,
  rescheduleCallback,
  restoreCallback,
  scheduleCallback,
} from "./schedule-callback";

/** As the consumer of the log runs it. */
const handle = command(z.custom<LoggedEvent>(), (write, event) => callbackOwners.handle(write, event));
const NUMBER = "+14155550123";
const card = { need: "Wants the blue jacket in M", facts: "", promises: "", consent: "" };
let world: CallWorld;
let conversationId: string;
let callbackId: string;

/** A customer called and nobody answered. */
beforeEach(async () => {
  world = await callWorld();
  world.available.splice(0, 2, world.ana);
  await makeEndpoint(world.db, { placeId: world.pine.id });
  ({ conversationId } = await customerCalls());
  callbackId = uuidv7();
});
async function customerCalls(isAnswered = false): Promise<{ conversationId: string; callId: string }> {
  const callId = uuidv7();
  const from = { kind: "phone" as const, value: NUMBER };
  const found = await receiveCall(world.system(), { callId, endpointId: world.site.id, from, displayName: "Maya" });
  if (isAnswered) await world.answer(world.ana, callId);
  await hangUpForCustomer(world.system(), { callId });
  return { conversationId: found.conversationId, callId };
}

const inMinutes = (minutes: number) => new Date(world.now().getTime() + minutes * 60_000).toISOString();
const schedule = (by: PersonActor = world.ana, assignee: "me" | "place" = "me", minutes = 60, id = callbackId) =>
  scheduleCallback(world.as(by), {
    ...{ callbackId: id, conversationId, assignee, dueAt: inMinutes(minutes) },
    reason: `Call ${NUMBER} about the jacket`,
  });
const shownTo = async (actor: PersonActor = world.ana) =>
  (await listCallbacks(world.as(actor))).rows.find(({ id }) => id === conversationId)?.callback ?? null;
const assigneeOf = async () => (await shownTo(world.sue))?.assignee?.name ?? "the place";
/** Not only once a colleague is overdue and not available. */
const isAsked = async (actor: PersonActor) =>
  (await callWork(world.as(actor))).callbacks.some(({ assigneeId }) => assigneeId === null || assigneeId === actor.id);
const mayStandIn = async (actor: PersonActor) =>
  (await callWork(world.as(actor))).callbacks.some(({ assigneeId }) => assigneeId !== null && assigneeId !== actor.id);
const stateOf = async () =>
  (await world.db.select().from(callbacks).where(eq(callbacks.id, callbackId)))[0]?.state ?? null;
async function call(by: PersonActor = world.ana): Promise<string> {
  world.reachable.add(NUMBER);
  const callId = uuidv7();
  await callOut(world.as(by), { callId, conversationId, deviceId: uuidv7() });
  return callId;
}

/** As many callbacks at Pine Street as are listed, all overdue: a colleague's, or everybody's. */
async function othersAreOverdue(assigneeId: string | null): Promise<void> {
  const [{ customerId, endpointId } = {}] = await world.db.select().from(conversations);
  const dueAt = new Date(world.now().getTime() - 3_600_000);
  for (let n = 0; n < 100; n++) {
    const id = uuidv7();
    const at = { placeId: world.pine.id, customerId, endpointId, inbound: 0, callbackId: id };
    const { id: other } = await makeConversation(world.db, at);
    const times = { dueAt, remindAt: dueAt, createdAt: dueAt };
    await world.db.insert(callbacks).values({ id, conversationId: other, reason: "", assigneeId, ...times });
  }
}

test("of more callbacks than are listed, one's own stay before everybody's, and those before a colleague's", async () => {
  await schedule();
  await othersAreOverdue(world.abe.id);
  const asked = async () => (await callWork(world.as(world.ana))).callbacks;
  // In the order of their times.
  expect((await asked()).at(-1)).toMatchObject({ conversationId, assigneeId: world.ana.id });
  await othersAreOverdue(null);
  const [own, ...others] = (await asked()).reverse();
  expect(own).toMatchObject({ conversationId });
  expect(others.map(({ assigneeId }) => assigneeId)).toEqual(Array.from({ length: 99 }, () => null));
});

describe("scheduling", () => {
  test("shows the callback on the conversation and in the list of everybody who may read it", async () => {
    await schedule();
    expect(await shownTo(world.abe)).toMatchObject({
      ...{ id: callbackId, dueAt: inMinutes(60), remindAt: inMinutes(60), attempts: 0, talkedAt: null },
      ...{ assignee: { name: "Ana" }, scheduledBy: { name: "Ana" }, reason: `Call ${NUMBER} about the jacket` },
    });
    expect((await listCallbacks(world.as(world.ben))).rows).toEqual([]);
    expect((await world.published()).map(({ type }) => type)).toContain("callback.scheduled");
  });

  test("hides numbers in the reason from partner agents", async () => {
    await schedule();
    const masked = { ...world.abe, role: "partner_agent" as const };
    expect((await shownTo(masked))?.reason).not.toContain(NUMBER);
  });

  test("twice with one id schedules it once; a second one is refused while the first is open", async () => {
    await schedule();
    await schedule();
    expect((await listCallbacks(world.as(world.ana))).rows).toHaveLength(1);
    await expect(schedule(world.abe, "me", 30, uuidv7())).rejects.toMatchObject({ reason: "callbackExists" });
    await cancelCallback(world.as(world.ana), { callbackId });
    await expect(schedule()).rejects.toMatchObject({ reason: "callbackOver" });
    await schedule(world.abe, "me", 30, uuidv7());
    expect(await assigneeOf()).toBe("Abe");
  });

  test("is refused for a time that is past or too far, and for a conversation of others", async () => {
    await expect(schedule(world.ana, "me", 0)).rejects.toMatchObject({ reason: "timeNotFuture" });
    await expect(schedule(world.ana, "me", 60 * 24 * 400)).rejects.toMatchObject({ reason: "timeTooFar" });
    await expect(schedule(world.ben)).rejects.toMatchObject({ code: "not_found" });
  });

  test("is known to colleagues at the place, who stand in for its person, until its customer has called in", async () => {
    await schedule();
    expect([await mayStandIn(world.abe), await mayStandIn(world.ben), await mayStandIn(world.sue)]).toEqual([
      true,
      false,
      false,
    ]);
    await customerCalls(true);
    expect([await mayStandIn(world.abe), await isAsked(world.ana)]).toEqual([false, true]);
  });

  test("of two who call for its absent person, the first one makes it and keeps it", async () => {
    await schedule();
    world.later(4200);
    const callId = await call(world.abe);
    await expect(call(world.ana)).rejects.toMatchObject({ code: "conflict" });
    expect(await assigneeOf()).toBe("Abe");
    await answerForCustomer(world.system(), { callId });
    expect(await stateOf()).toBe("done");
  });

  test("asks its person, or everybody of the place and nobody else", async () => {
    await schedule();
    expect([await isAsked(world.ana), await isAsked(world.abe), await isAsked(world.sue)]).toEqual([
      true,
      false,
      false,
    ]);
    await rescheduleCallback(world.as(world.ana), { callbackId, dueAt: inMinutes(30), assignee: "place", reason: "" });
    expect([await isAsked(world.ana), await isAsked(world.abe)]).toEqual([true, true]);
    expect([await isAsked(world.ben), await isAsked(world.sue)]).toEqual([false, false]);
  });

  test("proposes times, and knows the callback that is there", async () => {
    expect((await callbackPlan(world.as(world.ana), { conversationId })).callback).toBeNull();
    await schedule();
    const { place, times, callback } = await callbackPlan(world.as(world.abe), { conversationId });
    expect([place.name, callback?.id]).toEqual(["Pine Street", callbackId]);
    expect(times.every((time) => time > world.now().toISOString())).toBe(true);
    await expect(callbackPlan(world.as(world.ben), { conversationId })).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("a callback that is due", () => {
  beforeEach(() => schedule());

  test("is done when the customer answers a call of ours", async () => {
    const callId = await call();
    expect(await stateOf()).toBe("open");
    await answerForCustomer(world.system(), { callId });
    expect([await stateOf(), await shownTo()]).toEqual(["done", null]);
  });

  test.each(["declined", "busy", "no_answer", "failed"] as const)(
    "stays when the customer is %s, with the attempt counted, and asks again later",
    async (as) => {
      world.later(3600);
      const callId = await call();
      await giveUpOnCustomer(world.system(), { callId, as });
      expect(await shownTo()).toMatchObject({ attempts: 1, remindAt: inMinutes(10) });
    },
  );

  test("counts no attempt when the caller gives up, but asks again only later", async () => {
    world.later(3600);
    await hangUpCall(world.as(world.ana), { callId: await call() });
    expect(await shownTo()).toMatchObject({ attempts: 0, remindAt: inMinutes(10) });
  });

  test("goes to whoever calls", async () => {
    const callId = await call(world.abe);
    await giveUpOnCustomer(world.system(), { callId, as: "busy" });
    expect(await assigneeOf()).toBe("Abe");
  });

  test("asks again later when its person says so, for all of their screens", async () => {
    world.later(3600);
    await postponeCallback(world.as(world.ana), { callbackId });
    expect((await callWork(world.as(world.ana))).callbacks).toMatchObject([{ remindAt: inMinutes(10) }]);
    expect(await shownTo()).toMatchObject({ dueAt: inMinutes(0) });
  });
});

describe("meanwhile", () => {
  beforeEach(() => schedule());

  test("a call of the customer that is answered leaves the decision to a person, who can undo it", async () => {
    const { conversationId: same } = await customerCalls(true);
    expect(same).toBe(conversationId);
    expect(await shownTo()).toMatchObject({ talkedAt: world.now().toISOString() });
    await completeCallback(world.as(world.ana), { callbackId });
    await completeCallback(world.as(world.ana), { callbackId });
    expect([await stateOf(), await shownTo()]).toEqual(["done", null]);
    await restoreCallback(world.as(world.ana), { callbackId });
    expect([await stateOf(), (await shownTo())?.id]).toEqual(["open", callbackId]);
  });

  test("a call of the customer that nobody answers changes nothing", async () => {
    await customerCalls();
    expect(await shownTo()).toMatchObject({ talkedAt: null });
  });

  test("canceling can be undone, unless another callback was scheduled since", async () => {
    await cancelCallback(world.as(world.abe), { callbackId });
    expect([await stateOf(), await shownTo()]).toEqual(["canceled", null]);
    const over = { reason: "callbackOver" };
    await expect(postponeCallback(world.as(world.ana), { callbackId })).rejects.toMatchObject(over);
    await restoreCallback(world.as(world.abe), { callbackId });
    expect(await assigneeOf()).toBe("Ana");
    await cancelCallback(world.as(world.abe), { callbackId });
    await schedule(world.abe, "place", 30, uuidv7());
    await expect(restoreCallback(world.as(world.abe), { callbackId })).rejects.toMatchObject({
      reason: "callbackExists",
    });
  });

  test("rescheduling that names only a time keeps the person and the reason", async () => {
    const before = await shownTo();
    await rescheduleCallback(world.as(world.abe), { callbackId, dueAt: inMinutes(90) });
    expect(await shownTo()).toMatchObject({ ...before, dueAt: inMinutes(90), remindAt: inMinutes(90) });
  });

  test("rescheduling gives it another time, person and reason, and keeps the attempts", async () => {
    await giveUpOnCustomer(world.system(), { callId: await call(), as: "busy" });
    const change = { callbackId, dueAt: inMinutes(90), assignee: "me" as const, reason: "Later" };
    await rescheduleCallback(world.as(world.abe), change);
    expect(await shownTo()).toMatchObject({
      ...{ dueAt: inMinutes(90), remindAt: inMinutes(90), reason: "Later", attempts: 1 },
      assignee: { name: "Abe" },
    });
    await expect(rescheduleCallback(world.as(world.abe), { ...change, dueAt: inMinutes(-1) })).rejects.toMatchObject({
      reason: "timeNotFuture",
    });
  });

  test("an accepted transfer of the conversation takes the callback along", async () => {
    const row = await transferConversation(world.as(world.ana), {
      ...{ conversationId, to: { userId: world.ben.id }, card },
    });
    expect(await assigneeOf()).toBe("Ana");
    await acceptOffer(world.as(world.ben), { conversationId, offerId: row.offer?.id ?? "" });
    expect([await assigneeOf(), await isAsked(world.ben), await isAsked(world.ana)]).toEqual(["Ben", true, false]);
    await assignConversation(world.as(world.sue), { conversationId, to: { placeId: world.harbor.id, userId: null } });
    expect([await assigneeOf(), await isAsked(world.ben), await isAsked(world.ana)]).toEqual([
      "the place",
      true,
      false,
    ]);
  });

  test("resolving the conversation leaves it scheduled, and the call opens the conversation again", async () => {
    await resolveConversation(world.as(world.ana), { conversationId });
    expect(await isAsked(world.ana)).toBe(true);
    await call();
    expect((await world.record(conversationId)).status).toBe("open");
  });

  describe("its person", () => {
    const admin = () => world.as({ ...world.sue, role: "admin" as const });
    const released = async (userId: string) => {
      await handle(world.system(), { type: "person.changed", payload: { userId } } as LoggedEvent);
    };
    beforeEach(() => assignToNobody());
    /** The conversation is Ana's no more, but the callback is. */
    async function assignToNobody() {
      await world.db.update(conversations).set({ assigneeId: null }).where(eq(conversations.id, conversationId));
      await world.db.update(callbacks).set({ assigneeId: world.ana.id }).where(eq(callbacks.id, callbackId));
    }

    test("is disabled: it falls to the place", async () => {
      await setDisabled(admin(), { userId: world.ana.id, disabled: true });
      await released(world.ana.id);
      expect([await assigneeOf(), await isAsked(world.abe)]).toEqual(["the place", true]);
    });

    test("moves to another store: it falls to the place", async () => {
      const moved = { userId: world.ana.id, name: "Ana", email: "ana@demo.example", role: "associate" as const };
      await savePerson(admin(), { ...moved, scopeAll: false, regions: [], placeIds: [world.harbor.id] });
      await released(world.ana.id);
      expect([await assigneeOf(), await isAsked(world.abe)]).toEqual(["the place", true]);
    });

    test("changes otherwise: it stays theirs", async () => {
      await released(world.ana.id);
      expect(await assigneeOf()).toBe("Ana");
    });
  });
});
