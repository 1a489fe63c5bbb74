import { eq } from "drizzle-orm";
import { beforeEach, expect, test } from "vitest";
import { callbacks } from "@/db/schema";
import { MAYA, type TelephoneWorld, telephoneWorld } from "@/tests/telephone-fixture";
import { callWork } from "./call-work";
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
