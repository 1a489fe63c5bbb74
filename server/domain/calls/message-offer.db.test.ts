import { eq } from "drizzle-orm";
import { beforeEach, describe, expect, test } from "vitest";
import { callbacks } from "@/db/schema";
import { MAYA, type TelephoneWorld, telephoneWorld } from "@/tests/telephone-fixture";
import { callWork } from "./call-work";
import { rescheduleCallback } from "./callbacks/schedule-callback";
import { endPromptOf } from "./end-prompt";
import { hangUpForCustomer } from "./hang-up-call";

const WAIT = 300;
let world: TelephoneWorld;
/** Pine Street offers callbacks and can call Maya, and says no positions. */
beforeEach(async () => {
  world = await telephoneWorld();
  world.reachable.add(MAYA);
  await world.set("calls.callback_offer", true);
  await world.set("calls.queue_announcement", { enabled: false, everySeconds: 60 });
});

const promptOf = async (callId: string) => (await world.stored(callId)).prompt;
const ends = async (callId: string, key: string | null = null) =>
  endPromptOf(world.system(), { callId, promptId: (await promptOf(callId))?.id ?? "", key });
const callbacksOf = async (callId: string) => {
  const { conversationId } = await world.stored(callId);
  return world.db.select().from(callbacks).where(eq(callbacks.conversationId, conversationId));
};
const OFFER = { purpose: "message", sounds: ["storeline-message-offer"], keys: "1" };
/** Maya calls outside opening hours. */
async function closed(): Promise<string> {
  await world.closes();
  return world.calls();
}

test("a customer whom nobody answers is offered a callback before a message, and nobody is rung any more", async () => {
  const callId = await world.calls();
  await world.wait(WAIT);
  expect(await promptOf(callId)).toMatchObject(OFFER);
  world.available.push(world.ben);
  await world.wait(5);
  expect((await world.sides(callId)).filter((side) => /ringing/.test(side))).toEqual([]);
});

test("a customer of a closed place is offered one at once; the key is a callback, and no message is taken", async () => {
  const callId = await closed();
  expect(await promptOf(callId)).toMatchObject(OFFER);
  await ends(callId, "1");
  expect(await promptOf(callId)).toMatchObject({ sounds: ["storeline-queue-callback"] });
  expect(await callbacksOf(callId)).toMatchObject([{ state: "open", assigneeId: null, scheduledById: null }]);
  await ends(callId);
  expect(await world.stored(callId)).toMatchObject({ state: "ended", outcome: "callback", voicemail: null });
  expect((await callWork(world.as(world.ana))).missed).toEqual([]);
});

test("without a key the customer hears the greeting of the moment at which it was offered, and leaves a message", async () => {
  const callId = await closed();
  await ends(callId, "7");
  expect(await promptOf(callId)).toMatchObject(OFFER);
  await ends(callId);
  const { state, voicemail, prompt } = await world.stored(callId);
  expect({ state, greeting: voicemail?.greeting, prompt }).toEqual({
    state: "voicemail",
    greeting: "closed",
    prompt: null,
  });
  expect(await callbacksOf(callId)).toEqual([]);
});

test("a phone system that never says that the offer is over takes the message all the same", async () => {
  const callId = await closed();
  await world.wait(30);
  expect((await world.stored(callId)).state).toBe("voicemail");
});

test("hanging up during the offer is a missed call without a callback", async () => {
  const callId = await closed();
  await hangUpForCustomer(world.system(), { callId });
  expect(await world.stored(callId)).toMatchObject({ state: "ended", outcome: "missed" });
  expect(await callbacksOf(callId)).toEqual([]);
});

test("nobody is offered one who cannot be called, or where callbacks are not offered", async () => {
  world.reachable.delete(MAYA);
  expect((await world.stored(await closed())).state).toBe("voicemail");
  world.reachable.add(MAYA);
  await world.set("calls.callback_offer", false);
  expect((await world.stored(await world.calls())).state).toBe("voicemail");
});

describe("a callback that is asked for while the place is closed", () => {
  /** In two hours, on the minute. */
  const opening = () => new Date(Math.ceil(world.now().getTime() / 60_000) * 60_000 + 7_200_000);
  async function asksAtNight(opens = opening()): Promise<string> {
    await world.opensAt(opens);
    const callId = await world.calls();
    await ends(callId, "1");
    return callId;
  }

  test("is due when the place opens next, and nobody is asked before", async () => {
    const opens = opening();
    const callId = await asksAtNight(opens);
    expect(await callbacksOf(callId)).toMatchObject([{ dueAt: opens, remindAt: opens, assigneeId: null }]);
    const { callbacks: hers } = await callWork(world.as(world.ana));
    expect(hers).toMatchObject([{ dueAt: opens.toISOString(), remindAt: opens.toISOString() }]);
  });

  test("is due at once when the place has opened meanwhile", async () => {
    await world.opensAt(opening());
    const callId = await world.calls();
    await world.set("hours.opening_hours", { kind: "always" });
    await ends(callId, "1");
    expect(await callbacksOf(callId)).toMatchObject([{ dueAt: world.now(), remindAt: world.now() }]);
  });

  test("is due at once when the place opens no more", async () => {
    const callId = await closed();
    await ends(callId, "1");
    expect(await callbacksOf(callId)).toMatchObject([{ dueAt: world.now(), remindAt: world.now() }]);
  });

  test("is due when the place of the conversation opens, also where another one would have answered", async () => {
    const opens = opening();
    await world.opensAt(opens);
    await world.overflowsToHarbor();
    world.available.splice(0);
    const callId = await world.calls();
    await world.wait(WAIT);
    await ends(callId, "1");
    expect(await callbacksOf(callId)).toMatchObject([{ dueAt: opens }]);
  });

  test("leaves one that was promised for an earlier time, and brings one forward that was promised for a later one", async () => {
    const opens = opening();
    const callId = await asksAtNight(opens);
    const [{ id: callbackId = "" } = {}] = await callbacksOf(callId);
    const promised = (dueAt: Date) =>
      rescheduleCallback(world.as(world.ana), {
        ...{ callbackId, dueAt: dueAt.toISOString(), assignee: "me", reason: "" },
      });
    const earlier = new Date(opens.getTime() - 3_600_000);
    for (const [at, expected] of [
      [earlier, earlier],
      [new Date(opens.getTime() + 3_600_000), opens],
    ] as const) {
      await promised(at);
      await ends(await world.calls(), "1");
      expect(await callbacksOf(callId)).toMatchObject([{ id: callbackId, dueAt: expected, remindAt: expected }]);
    }
  });

  test("asks for one that is overdue again only when the place opens", async () => {
    const opens = opening();
    const callId = await asksAtNight(opens);
    world.later(3 * 3600);
    await ends(await world.calls(), "1");
    const tomorrow = new Date(opens.getTime() + 86_400_000);
    expect(await callbacksOf(callId)).toMatchObject([{ dueAt: opens, remindAt: tomorrow }]);
  });
});
