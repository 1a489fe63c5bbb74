import fc from "fast-check";
import { expect, test } from "vitest";
import { DomainError } from "@/server/contract/errors";
import {
  checkCards,
  checkMedia,
  checkMenu,
  checkPrompt,
  checkRecording,
  checkRung,
  checkTimes,
  checkVoicemail,
  checkWrapUps,
} from "@/tests/call-guarantees";
import { CARD_REPORTS, cancelCardEntry, takeCard } from "@/tests/call-model-cards";
import { MAX_WAIT_SECONDS, menuFactsOf, PEOPLE, type Person, type World, worlds } from "@/tests/call-model-worlds";
import {
  type Call,
  customerLeg,
  isCustomerRinging,
  isInMenu,
  isLive,
  isOnLine,
  isWaiting,
  type NotReached,
  ringingLegs,
  settle,
  staffOnLine,
  supervisors,
} from "./call";

import { completeTransfer, consult, join, transfer } from "./handover";
import { LOST_AFTER_MS, recordHeartbeat, tick } from "./liveness";
import { startPrompt } from "./prompt";
import { promptEnded } from "./prompt-ended";
import { wantsCallback } from "./queue";
import { beginRecording, pauseRecording, recordingAnnounced } from "./recording";
import { ringNext } from "./ring-round";
import { supervise, takeOverCall } from "./supervise";
import {
  answer,
  cancelConsult,
  customerAnswered,
  customerLeft,
  customerNotReached,
  decline,
  hangUp,
  hold,
  moveTo,
  mute,
} from "./talk";
import { endVoicemail } from "./voicemail";
import { beginWrapUp, endWrapUps, joinedLegs, leaverOf } from "./wrap-up";

/*
 * The rules of a call under any interleaving of what people wish, what their browsers do and what time brings. The real rules run,
 * as `changeCall` runs them; the model is the list of what must be true after each step.
 */

const HERE: readonly Person[] = ["ana", "abe"];
const WRAP_UP_SECONDS = 60;

const callee = (id: Person) => ({ id, name: id });
const isFree = (world: World) => (id: Person) => world.available.has(id) && !world.gone.has(id);

/** Runs one rule as the commands do: a refused one changes nothing. */
function change(world: World, rule: (call: Call, now: Date) => void): void {
  const before = structuredClone(world.call);
  const now = new Date(world.now);
  try {
    rule(world.call, now);
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    world.call = before;
    return;
  }
  const free = isFree(world);
  const owner = world.owner && free(world.owner) ? callee(world.owner) : null;
  const here = HERE.filter(free).map(callee);
  const overflow = (["ben"] as const).filter(free).map(callee);
  const limits = { ringSeconds: 20, maxWaitSeconds: MAX_WAIT_SECONDS, voicemail: world.voicemail, queue: world.queue };
  ringNext(world.call, { owner, here, overflow, ...limits }, now);
  settle(world.call, now);
  const isAnswered = world.call.connectedAt && !before.connectedAt;
  if (isAnswered && world.voicemail) beginRecording(world.call, { canRecord: true, transcribes: true }, now);
  for (const { userId } of joinedLegs(before, world.call)) endWrapUps(world.call, userId as Person, now);
  const leaver = leaverOf(before, world.call);
  if (leaver) beginWrapUp(world.call, leaver, before.placeId, WRAP_UP_SECONDS, now);
  if (world.call.holderId) world.owner = world.call.holderId as Person;
}

type Step = { name: string; run(world: World): void };
const wish = (name: string, run: (call: Call, who: Person, now: Date) => void): fc.Arbitrary<Step> =>
  fc.constantFrom(...PEOPLE).map((who) => ({
    name: `${who} ${name}`,
    run: (world) => world.gone.has(who) || change(world, (call, now) => run(call, who, now)),
  }));
const event = (name: string, run: (world: World) => void): fc.Arbitrary<Step> => fc.constant({ name, run });

const target = (world: World, to: readonly Person[], from: Person) => ({
  callees: to.filter((id) => id !== from && isFree(world)(id) && !isSupervisor(world.call, id)).map(callee),
  userId: null,
  placeId: "harbor",
  name: "Harbor",
});
const card = { need: "A jacket", facts: "", promises: "", consent: "" };
const inSeconds = (now: Date, seconds: number) => new Date(now.getTime() + seconds * 1000);
const handover = (name: string, begin: typeof consult): fc.Arbitrary<Step> =>
  fc.tuple(fc.option(fc.constantFrom(...PEOPLE)), fc.subarray([...PEOPLE], { minLength: 1 })).map(([by, to]) => ({
    name: `${by ?? "the holder"} ${name} ${to.join("+")}`,
    run(world) {
      const who = by ?? (world.call.holderId as Person | null) ?? "ana";
      const asked = target(world, to, who);
      // The command refuses when nobody can be rung.
      if (asked.callees.length === 0 || world.gone.has(who)) return;
      change(world, (call, now) => begin(call, who, asked, inSeconds(now, 20), now));
    },
  }));

const time = (seconds: number): fc.Arbitrary<Step> => event(`${seconds} s go by`, (world) => pass(world, seconds));
function pass(world: World, seconds: number): void {
  for (let left = seconds; left > 0; left--) {
    world.now += 1000;
    for (const leg of world.call.legs) if (!world.silent.has(leg.userId ?? "customer")) beat(world, leg);
    const gone = world.call.legs.filter(({ userId }) => world.gone.has(userId as Person)).map(({ id }) => id);
    change(world, (call, now) => tick(call, { gone: new Set(gone), watchedSince: new Date(0) }, now));
  }
}
const beat = (world: World, leg: Call["legs"][number]) => recordHeartbeat(leg, new Date(world.now));

/** Sue, and colleagues who happen to be supervisors. */
const wishToSupervise = (name: string, run: (call: Call, who: Person, now: Date) => void): fc.Arbitrary<Step> =>
  fc.constantFrom("sue" as const, ...PEOPLE).map((who) => ({
    name: `${who} ${name}`,
    run: (world) => world.gone.has(who) || change(world, (call, now) => run(call, who, now)),
  }));

const device = { deviceId: "tab", sessionId: "session" };
const steps: fc.Arbitrary<Step> = fc.oneof(
  { weight: 8, arbitrary: wish("answers", (call, who, now) => answer(call, who, device, now)) },
  { weight: 2, arbitrary: wish("declines", decline) },
  { weight: 2, arbitrary: wish("hangs up", hangUp) },
  { weight: 1, arbitrary: wish("holds", (call, who) => hold(call, who, true)) },
  { weight: 1, arbitrary: wish("takes back", (call, who) => hold(call, who, false)) },
  { weight: 1, arbitrary: wish("mutes", (call, who) => mute(call, who, true)) },
  { weight: 1, arbitrary: wish("moves", (call, who, now) => moveTo(call, who, device, now)) },
  { weight: 3, arbitrary: handover("consults", consult) },
  { weight: 1, arbitrary: wish("calls off", (call, who, now) => call.holderId === who && cancelConsult(call, now)) },
  { weight: 1, arbitrary: wish("joins", join) },
  { weight: 2, arbitrary: wish("completes", completeTransfer) },
  {
    weight: 3,
    arbitrary: handover("transfers to", (call, who, to, until, now) =>
      transfer(call, who, { ...to, card }, until, now),
    ),
  },
  {
    weight: 3,
    arbitrary: fc
      .constantFrom("listen" as const, "whisper" as const, "barge" as const)
      .chain((mode) =>
        wishToSupervise(`supervises: ${mode}`, (call, who, now) =>
          supervise(call, callee(who), { mode, isHidden: true }, device, now),
        ),
      ),
  },
  { weight: 2, arbitrary: wishToSupervise("takes the call over", takeOverCall) },
  {
    weight: 1,
    arbitrary: wishToSupervise(
      "stops supervising",
      (call, who, now) => isSupervisor(call, who) && hangUp(call, who, now),
    ),
  },
  {
    weight: 1,
    arbitrary: event("the customer hangs up", (world) =>
      change(world, (call, now) => customerLeft(call, "hung_up", now)),
    ),
  },
  { weight: 2, arbitrary: wish("pauses", (call, who, now) => pauseRecording(call, who, true, now)) },
  { weight: 2, arbitrary: wish("records on", (call, who, now) => pauseRecording(call, who, false, now)) },
  { weight: 2, arbitrary: event("the announcement has ended", (world) => change(world, recordingAnnounced)) },
  { weight: 2, arbitrary: event("a prompt begins", (world) => change(world, beginPrompt)) },
  { weight: 3, arbitrary: fc.constantFrom(..."1234579", null).chain(endOfPrompt) },
  { weight: 1, arbitrary: event("the message is over", (world) => change(world, endVoicemail)) },
  { weight: 4, arbitrary: wish("takes a card", takeCard) },
  { weight: 1, arbitrary: wish("cancels the card", cancelCardEntry) },
  { weight: 3, arbitrary: event("the holder takes a card and signs out, and 1 s go by", askAndSignOut) },
  { weight: 5, arbitrary: fc.constantFrom(...CARD_REPORTS).chain(({ name, rule }) => customer(name, rule)) },
  { weight: 3, arbitrary: customer("answers", customerAnswered) },
  {
    weight: 1,
    arbitrary: fc
      .constantFrom("declined", "busy", "failed", "no_answer" as const)
      .chain((as) => customer(`is ${as}`, (call, now) => customerNotReached(call, as as NotReached, now))),
  },
  { weight: 4, arbitrary: fc.constantFrom(1, 5, 21, 30, 100).chain(time) },
  { weight: 2, arbitrary: toggle("availability", (world) => world.available) },
  { weight: 2, arbitrary: toggle("browser", (world) => world.silent as Set<Person>) },
  { weight: 1, arbitrary: wishless("is disabled", (world, who) => world.gone.add(who)) },
);

function customer(name: string, rule: (call: Call, now: Date) => void): fc.Arbitrary<Step> {
  return event(`the customer ${name}`, (world) => change(world, rule));
}
const beginPrompt = (call: Call, now: Date) =>
  startPrompt(call, { purpose: "menu", sounds: ["welcome"], keys: "1", waitSeconds: 5 }, now);
/** The customer presses a key, or hears the prompt out; or an earlier prompt is reported late. */
function endOfPrompt(key: string | null): fc.Arbitrary<Step> {
  return fc.tuple(fc.boolean(), fc.boolean()).map(([isLate, isKnown]) => ({
    name: `${isLate ? "an earlier" : "the"} prompt ends with ${key ?? "no key"}`,
    run: (world) =>
      change(world, (call, now) => {
        const promptId = isLate ? "earlier" : (call.prompt?.id ?? "none");
        promptEnded(call, promptId, key, now, menuFactsOf(world, isKnown));
      }),
  }));
}
const isSupervisor = (call: Call, who: Person): boolean => supervisors(call).some(({ userId }) => userId === who);

function askAndSignOut(world: World): void {
  const who = world.call.holderId as Person | null;
  if (!who) return;
  change(world, (call, now) => takeCard(call, who, now));
  world.gone.add(who);
  pass(world, 1);
  world.gone.delete(who);
}
function wishless(name: string, run: (world: World, who: Person) => void): fc.Arbitrary<Step> {
  return fc.constantFrom(...PEOPLE).map((who) => ({ name: `${who} ${name}`, run: (world) => run(world, who) }));
}
function toggle(name: string, of: (world: World) => Set<Person>): fc.Arbitrary<Step> {
  return wishless(`${name} changes`, (world, who) => {
    const set = of(world);
    if (!set.delete(who)) set.add(who);
  });
}

/** What must be true after every step. */
function check(world: World, step: string, before: Call): void {
  const { call } = world;
  const customer = customerLeg(call);
  const onLine = staffOnLine(call);
  const said = `after "${step}"`;
  if (call.endedAt) {
    expect(call.legs.filter(isLive), `${said}: an ended call has no legs`).toEqual([]);
    const isWish = /hangs up/.test(step) || (isCustomerRinging(before) && /^the customer is/.test(step));
    const waited = before.queuedAt ? world.now - before.queuedAt.getTime() : 0;
    const isMessageOver = before.voicemail !== null && step === "the message is over";
    const isPromised = wantsCallback(before) && /^the prompt ends/.test(step);
    const isDue = waited >= MAX_WAIT_SECONDS * 1000 || /go by/.test(step);
    if (!before.endedAt)
      expect(isWish || isMessageOver || isPromised || isDue, `${said}: nobody asked for the end`).toBe(true);
  } else if (isCustomerRinging(call)) {
    expect(world.owner, `${said}: the call is its caller's`).toBe("ana");
    checkRung(call, "ana", world.now, said);
  } else if (isInMenu(call)) {
    checkMenu(call, said);
  } else if (call.voicemail) {
    checkVoicemail(call, said);
  } else {
    expect(isOnLine(customer), `${said}: the customer was dropped`).toBe(true);
    expect(call.state === "connected", `${said}: the state is that of the legs`).toBe(onLine.length > 0);
    if (onLine.length > 0) {
      expect(
        onLine.map(({ userId }) => userId),
        `${said}: the holder is on the line`,
      ).toContain(call.holderId);
      expect(world.owner, `${said}: the owner holds the call`).toBe(call.holderId);
    } else {
      expect(supervisors(call), `${said}: a call without our people is supervised`).toEqual([]);
      expect(call.transfer !== null || call.queuedAt !== null, `${said}: the customer waits for nothing`).toBe(true);
      if (isWaiting(call)) expect(customer.held, `${said}: who waits is not on hold`).toBe(false);
    }
    const isAsked = ringingLegs(call).some(({ purpose }) => purpose === "consult" || purpose === "transfer");
    if (isAsked) expect(call.ringUntil, `${said}: a handover ends by itself`).not.toBeNull();
    if (call.transfer) expect(ringingLegs(call).length, `${said}: a transfer rings somebody`).toBeGreaterThan(0);
  }
  if (call.prompt?.purpose === "message")
    expect(call.legs.filter(isLive), `${said}: rung for whoever may leave a message`).toEqual([customer]);
  if (wantsCallback(call) && !call.endedAt) {
    expect(call.legs.filter(isLive), `${said}: rung for whom we will call back`).toEqual([customer]);
    expect(call.prompt, `${said}: whom we will call back hears that, and then the call ends`).not.toBeNull();
  }
  const live = call.legs.flatMap((leg) => (leg.userId && isLive(leg) ? [leg.userId] : []));
  expect(new Set(live).size, `${said}: one person has two legs`).toBe(live.length);
  checkWrapUps(call, world.now, WRAP_UP_SECONDS, said);
  checkMedia(call, said);
  checkRecording(call, world.now, said);
  checkPrompt(call, world.now, said);
  checkCards(call, before, world.now, said);
  checkTimes(call, world.now, said);
}

test("no interleaving drops a customer, leaves a call without an owner or counts a moment twice", () => {
  fc.assert(
    fc.property(worlds, fc.array(steps, { maxLength: 60, size: "max" }), (begin, story) => {
      const world = begin();
      change(world, () => {});
      for (const { name, run } of story) {
        const before = structuredClone(world.call);
        run(world);
        check(world, name, before);
      }
    }),
    { numRuns: 500 },
  );
});

test("every call ends: when everybody falls silent, nothing is left on the line", () => {
  fc.assert(
    fc.property(worlds, fc.array(steps, { maxLength: 30, size: "max" }), (begin, story) => {
      const world = begin();
      change(world, () => {});
      for (const { run } of story) run(world);
      world.now += LOST_AFTER_MS + 1000;
      change(world, (call, now) => tick(call, { gone: new Set(), watchedSince: new Date(0) }, now));
      expect(world.call.endedAt).not.toBeNull();
    }),
    { numRuns: 200 },
  );
});
