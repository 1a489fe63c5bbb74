import { uuidv7 } from "uuidv7";
import { beforeEach, describe, expect, test } from "vitest";
import { type TelephoneWorld, telephoneWorld } from "@/tests/telephone-fixture";
import { sendMessage } from "../conversations/sending/send-message";
import { customerLeg } from "./call";
import { callWork } from "./call-work";
import { endVoicemailOf } from "./end-voicemail";
import { hangUpForCustomer } from "./hang-up-call";

const WAIT = 300;
let world: TelephoneWorld;
beforeEach(async () => {
  world = await telephoneWorld();
});

const greetingOf = async (callId: string) => (await world.stored(callId)).voicemail?.greeting ?? null;
const phasesOf = async (callId: string) => (await world.stored(callId)).phases.map(({ phase }) => phase);
const isWaiting = async (callId: string) => {
  const { conversationId } = await world.stored(callId);
  return (await callWork(world.as(world.ana))).missed.includes(conversationId);
};
/** Nobody answers for as long as customers wait. */
async function unanswered(): Promise<string> {
  const callId = await world.calls();
  await world.wait(WAIT);
  expect((await world.stored(callId)).state).toBe("voicemail");
  return callId;
}

describe("who comes to leave a message", () => {
  test("a customer by telephone whom nobody answers hears the greeting of an open place, and nobody is rung any more", async () => {
    const callId = await world.calls();
    await world.wait(WAIT - 10);
    expect(await greetingOf(callId)).toBeNull();
    await world.wait(10);
    expect(await greetingOf(callId)).toBe("unanswered");
    expect(await world.sides(callId)).toContain("customer up");
    expect((await world.sides(callId)).filter((side) => /ringing/.test(side))).toEqual([]);
    expect((await world.entryOf((await world.stored(callId)).conversationId)).call.phases.at(-1)?.phase).toBe(
      "voicemail",
    );
  });

  test("a customer who calls a closed place does so at once, and nobody is rung", async () => {
    await world.closes();
    const callId = await world.calls();
    expect([await greetingOf(callId), await world.sides(callId)]).toEqual(["closed", ["customer up"]]);
    await world.wait(10);
    expect(await phasesOf(callId)).toEqual(["voicemail"]);
  });

  test("a closed place whose overflow location is open rings there first", async () => {
    await world.closes();
    await world.overflowsToHarbor();
    world.available.push(world.ben);
    const callId = await world.calls();
    await world.wait(25);
    expect(await world.sides(callId)).toContain("Ben ringing");
    await world.wait(WAIT);
    expect(await greetingOf(callId)).toBe("unanswered");
  });

  test("when both are closed, nobody is rung", async () => {
    await world.closes();
    await world.overflowsToHarbor();
    await world.closes(world.harbor.id);
    expect(await greetingOf(await world.calls())).toBe("closed");
  });

  test("a place that closes while a customer waits goes on ringing, and greets as closed", async () => {
    const callId = await world.calls();
    await world.closes();
    await world.wait(100);
    expect((await world.stored(callId)).state).toBe("ringing");
    await world.wait(WAIT);
    expect(await greetingOf(callId)).toBe("closed");
  });

  test("a customer who was answered before and waits again in vain, too", async () => {
    const callId = await world.calls();
    await world.answer(world.ana, callId);
    world.available.splice(0);
    await world.wait(40, [world.ana]);
    await world.wait(WAIT + 5);
    expect(await greetingOf(callId)).toBe("unanswered");
  });

  test("nobody where the place takes no messages: the call ends as missed", async () => {
    await world.set("calls.voicemail", { enabled: false, maxSeconds: 60 });
    await world.closes();
    const callId = await world.calls();
    expect((await world.stored(callId)).state).toBe("ringing");
    await world.wait(WAIT);
    expect(await world.stored(callId)).toMatchObject({ state: "ended", outcome: "missed", voicemail: null });
  });

  test("nobody who calls from a browser, which cannot be recorded: the call ends as missed", async () => {
    const callId = await world.visitorCalls();
    await world.wait(WAIT);
    expect(await world.stored(callId)).toMatchObject({ state: "ended", outcome: "missed", voicemail: null });
  });
});

describe("a call at which a message is left", () => {
  const ends: [string, (callId: string) => Promise<unknown>][] = [
    ["when the customer hangs up", (callId) => hangUpForCustomer(world.system(), { callId })],
    ["when the message is over", (callId) => endVoicemailOf(world.system(), { callId })],
    ["when the customer's line is lost", () => world.wait(40, ["customer"])],
    ["when nobody says for long that it is over", () => world.wait(120 + 125)],
  ];
  test.each(ends)("ends as missed %s, and waits for an answer since the customer called", async (_, end) => {
    const callId = await unanswered();
    const { queuedAt } = await world.stored(callId);
    expect(await isWaiting(callId)).toBe(false);
    await end(callId);
    const call = await world.stored(callId);
    expect([call.state, call.outcome]).toEqual(["ended", "missed"]);
    expect(customerLeg(call).state).toBe("ended");
    expect(await isWaiting(callId)).toBe(true);
    expect((await world.record(call.conversationId)).waitingSince).toEqual(queuedAt);
  });

  test("cannot be answered any more, and rings nobody who becomes available", async () => {
    const callId = await unanswered();
    await expect(world.answer(world.ana, callId)).rejects.toMatchObject({ code: "conflict", reason: "callNotRinging" });
    world.available.push(world.ben);
    await world.wait(20);
    expect((await world.stored(callId)).state).toBe("voicemail");
  });

  test("keeps no other customer from ringing", async () => {
    await unanswered();
    const second = await world.calls("+12065550124");
    expect((await world.stored(second)).state).toBe("ringing");
  });

  test("is over once: what comes later changes nothing", async () => {
    const callId = await unanswered();
    await endVoicemailOf(world.system(), { callId });
    const { version } = await world.stored(callId);
    await endVoicemailOf(world.system(), { callId });
    await hangUpForCustomer(world.system(), { callId });
    expect((await world.stored(callId)).version).toBe(version);
  });

  test("of a customer who is on the line with us ends nothing", async () => {
    const callId = await world.calls();
    await world.answer(world.ana, callId);
    await endVoicemailOf(world.system(), { callId });
    expect((await world.stored(callId)).state).toBe("connected");
  });

  test("is answered by a reply, like every missed call", async () => {
    const callId = await unanswered();
    await endVoicemailOf(world.system(), { callId });
    await world.set("consent.quiet_hours", { enabled: false, from: "21:00", to: "08:00", replyWithinHours: 24 });
    const { conversationId } = await world.stored(callId);
    await sendMessage(world.as(world.ana), { conversationId, clientMessageId: uuidv7(), body: "Hello", seenSeq: 99 });
    expect(await isWaiting(callId)).toBe(false);
  });
});
