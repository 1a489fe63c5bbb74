import { uuidv7 } from "uuidv7";
import { beforeEach, describe, expect, test } from "vitest";
import { events } from "@/db/schema";
import type { CardOutcome, CardProgress, CardResult } from "@/server/contract/card-entries";
import type { PaymentService } from "@/server/contract/payments";
import { type TelephoneWorld, telephoneWorld } from "@/tests/telephone-fixture";
import { attachLeg } from "../attach-leg";
import { consultOnCall } from "../consult-on-call";
import { hangUpCall, hangUpForCustomer } from "../hang-up-call";
import { holdCall } from "../hold-call";
import { getCall } from "../live-call";
import { mediaPlanOf } from "../media-plan";
import { wantedRecording } from "../recording";
import { reportRecording } from "../report-recording";
import { superviseCall, takeCallOver } from "../supervise-call";
import { transferCall } from "../transfer-call";
import { myWrapUps } from "../wrap-up-view";
import { reportCardLeft, reportCardProgress, reportCardResult } from "./report-card";
import { cancelCard, cardOffer, takeCard } from "./take-card";

const PAYMENTS: PaymentService = { take: async () => ({ outcome: "declined", reason: null }) };
const TAKEN: CardResult = { outcome: "taken", reference: "card_81", brand: "Visa", last4: "4242" };

let world: TelephoneWorld;
let callId: string;
let entryId: string;
beforeEach(async () => {
  world = await telephoneWorld();
  world.connected.payments = PAYMENTS;
  await world.set("calls.card_entry", true);
  entryId = uuidv7();
});

async function answered(): Promise<void> {
  callId = await world.calls();
  await world.answer(world.ana, callId);
}
const take = (by = world.ana, id = entryId) => takeCard(world.as(by), { callId, entryId: id });
const says = (stage: "number" | "expiry" | "code" | "sending", more: Partial<Omit<CardProgress, "stage">> = {}) =>
  reportCardProgress(world.system(), { callId, entryId, stage, attempt: 1, problem: null, ...more });
const ends = (result: CardResult) => reportCardResult(world.system(), { callId, entryId, ...result });
const left = () => reportCardLeft(world.system(), { callId, entryId });
const shown = () => getCall(world.as(world.sue), { callId });
const cards = async () => (await world.entryOf((await shown()).conversationId)).call.cards ?? [];
const outcomes = async () => (await cards()).map(({ outcome }) => outcome);
const isHeld = async () => (await world.sides(callId)).some((side) => side === "customer up held");
/** Ana has asked for a card, and the customer is asked for its number. */
async function entering(): Promise<void> {
  await answered();
  await take();
  await says("number");
}

describe("while a customer enters a card", () => {
  test("nobody hears them and nothing is recorded, and those on the call see how far it is", async () => {
    await world.set("calls.recording", true);
    await answered();
    for (const one of ["announced", "recording"] as const) await reportRecording(world.system(), { callId, says: one });
    await take();
    const call = await world.stored(callId);
    expect(call.legs.flatMap(({ id }) => mediaPlanOf(call, id)?.links ?? [])).toEqual([]);
    expect(wantedRecording(call)).toBe("paused");
    expect((await shown()).cardEntry).toMatchObject({ id: entryId, name: "Ana", stage: "starting" });
    await says("number");
    await says("number", { attempt: 2, problem: "invalid" });
    expect((await shown()).cardEntry).toMatchObject({ stage: "number", attempt: 2, problem: "invalid" });
  });

  test("a supervisor, a hold, a consultation and a transfer are refused with a sentence", async () => {
    await answered();
    await superviseCall(world.as(world.sue), { callId, deviceId: uuidv7(), mode: "listen" });
    await take();
    const to = { userId: world.abe.id };
    const card = { need: "A jacket", facts: "", promises: "", consent: "" };
    const tries = [
      holdCall(world.as(world.ana), { callId, held: false }),
      consultOnCall(world.as(world.ana), { callId, to }),
      transferCall(world.as(world.ana), { callId, to, card }),
      superviseCall(world.as(world.sue), { callId, deviceId: uuidv7(), mode: "barge" }),
      takeCallOver(world.as(world.sue), { callId }),
      take(world.ana, uuidv7()),
    ];
    for (const one of await Promise.allSettled(tries))
      expect(one).toMatchObject({ status: "rejected", reason: { code: "conflict", reason: "cardEntryOpen" } });
    expect(await isHeld()).toBe(true);
  });

  test("asking twice asks once, and a report about another entry changes nothing", async () => {
    await entering();
    await take();
    const before = (await shown()).version;
    await reportCardResult(world.system(), { callId, entryId: uuidv7(), outcome: "invalid" });
    await reportCardLeft(world.system(), { callId, entryId: uuidv7() });
    expect([(await shown()).version, await outcomes()]).toEqual([before, []]);
  });
});

describe("how an entry ends", () => {
  test("a card that was taken is kept by its reference, with who asked and when, and the customer comes back", async () => {
    await entering();
    const at = world.now().toISOString();
    world.later(40);
    for (const stage of ["expiry", "code", "sending"] as const) await says(stage);
    await ends(TAKEN);
    expect((await shown()).cardEntry).toMatchObject({ stage: "ending" });
    expect([(await shown()).lastCard, await isHeld()]).toMatchObject([TAKEN, true]);
    await left();
    expect([(await shown()).cardEntry, await isHeld()]).toEqual([null, false]);
    const record = { ...TAKEN, id: entryId, userId: world.ana.id, name: "Ana", at, reason: null };
    expect(await cards()).toEqual([{ ...record, endedAt: world.now().toISOString() }]);
    await take();
    expect((await shown()).cardEntry, "the same entry does not begin again").toBeNull();
  });

  test.each<[CardResult]>([
    [{ outcome: "declined", reason: "The card has expired." }],
    [{ outcome: "customer_canceled" }],
    [{ outcome: "timed_out" }],
    [{ outcome: "invalid" }],
    [{ outcome: "interrupted" }],
    [{ outcome: "unreachable" }],
    [{ outcome: "unknown" }],
  ])("the colleague sees it at once, and the customer comes back: %j", async (result) => {
    await entering();
    await ends(result);
    await left();
    expect([(await shown()).lastCard, await isHeld()]).toMatchObject([result, false]);
    await take(world.ana, uuidv7());
    expect((await shown()).cardEntry).not.toBeNull();
  });

  test("the colleague cancels it, unless the payment service has the card already", async () => {
    await entering();
    await expect(cancelCard(world.as(world.ben), { callId })).rejects.toMatchObject({ code: "not_found" });
    await says("sending");
    await expect(cancelCard(world.as(world.ana), { callId })).rejects.toMatchObject({ reason: "cardIsSent" });
    await says("number");
    await cancelCard(world.as(world.ana), { callId });
    await says("expiry");
    expect((await shown()).cardEntry).toMatchObject({ stage: "ending" });
    await left();
    await cancelCard(world.as(world.ana), { callId });
    expect([await outcomes(), await isHeld()]).toEqual([["canceled"], false]);
  });

  test.each<[string, () => Promise<unknown>, CardOutcome]>([
    ["the customer hangs up", () => hangUpForCustomer(world.system(), { callId }), "call_ended"],
    ["the colleague hangs up", () => hangUpCall(world.as(world.ana), { callId }), "call_ended"],
    ["the colleague's browser is lost", () => world.wait(60, [world.ana]), "left"],
    ["the customer's phone is lost", () => world.wait(40, ["customer"]), "call_ended"],
    ["nobody reports how far it is", () => world.wait(300), "interrupted"],
  ])("when %s", async (_, happens, outcome) => {
    await entering();
    await happens();
    expect([(await shown()).cardEntry, await outcomes(), await isHeld()]).toEqual([null, [outcome], false]);
  });

  test.each<[string, () => Promise<unknown>]>([
    ["once they press nothing any more", left],
    ["after a while, should nobody report that", () => world.wait(21, [world.ana])],
  ])("after the colleague is lost nobody is rung until the customer has come back: %s", async (_, comesBack) => {
    await entering();
    await world.wait(30, [world.ana]);
    expect([await outcomes(), (await shown()).cardEntry]).toMatchObject([["left"], { stage: "ending" }]);
    const { state, legs, prompt, holderId } = await world.stored(callId);
    expect([state, legs.some((leg) => leg.state === "ringing"), prompt, holderId]).toEqual([
      "queued",
      false,
      null,
      null,
    ]);
    await comesBack();
    expect([(await shown()).cardEntry, (await shown()).state]).toEqual([null, "ringing"]);
    await world.answer(world.ana, callId);
    expect(await isHeld()).toBe(false);
  });

  test("a colleague who is lost while the customer is about to come back changes nothing about how it ended", async () => {
    await entering();
    await world.wait(20, [world.ana]);
    await ends({ outcome: "invalid" });
    await world.wait(10, [world.ana]);
    expect((await shown()).cardEntry).toMatchObject({ stage: "ending" });
    await left();
    expect([(await shown()).cardEntry, await outcomes(), await isHeld()]).toEqual([null, ["invalid"], false]);
  });

  test("when the payment service does not answer in time, nobody claims that it has no card", async () => {
    await entering();
    await says("sending");
    await world.wait(100);
    expect([await outcomes(), await isHeld()]).toEqual([["unknown"], false]);
  });

  test("what the payment service says after the call has ended is kept; what is known does not change", async () => {
    await entering();
    await says("sending");
    await hangUpForCustomer(world.system(), { callId });
    expect(await outcomes()).toEqual(["unknown"]);
    await ends(TAKEN);
    await ends({ outcome: "interrupted" });
    expect(await cards()).toMatchObject([TAKEN]);
  });

  test("whoever asked sees in their wrap-up what has become of the card, also what the payment service says late", async () => {
    const wrapUps = () => myWrapUps(world.as(world.ana));
    const pushed = async () =>
      (await world.db.select({ type: events.type }).from(events)).filter(({ type }) => type === "wrap_up.changed")
        .length;
    await entering();
    await says("sending");
    await hangUpCall(world.as(world.ana), { callId });
    expect(await wrapUps()).toMatchObject([{ lastCard: { id: entryId, outcome: "unknown" } }]);
    const before = await pushed();
    await ends(TAKEN);
    expect(await wrapUps()).toMatchObject([{ lastCard: TAKEN }]);
    expect(await pushed()).toBe(before + 1);
  });

  test("whoever's tab is gone finds the customer on hold", async () => {
    await entering();
    await world.wait(15, [world.ana]);
    await ends(TAKEN);
    await left();
    expect(await isHeld()).toBe(true);
    const { legs } = await world.stored(callId);
    const mine = legs.find(({ userId }) => userId === world.ana.id);
    await attachLeg(world.as(world.ana), { callId, legId: mine?.id ?? "", deviceId: mine?.deviceId ?? "" });
    await holdCall(world.as(world.ana), { callId, held: false });
    expect(await isHeld()).toBe(false);
  });
});

describe("no card is asked for", () => {
  const refusal = async () => (await cardOffer(world.as(world.ana), { callId })).refusal?.reason;
  const isRefused = async (reason: string, code = "conflict") => {
    await expect(take()).rejects.toMatchObject({ code, reason });
    expect((await shown()).cardEntry).toBeNull();
  };

  test("without a payment service, or where it is off", async () => {
    await answered();
    await world.set("calls.card_entry", false);
    expect(await refusal()).toBe("cardEntryOff");
    await isRefused("cardEntryOff");
    world.connected.payments = null;
    expect(await refusal()).toBe("noPaymentService");
    await isRefused("noPaymentService");
  });

  test("on a call from the chat", async () => {
    callId = await world.visitorCalls();
    await world.answer(world.ana, callId);
    expect(await refusal()).toBe("cardEntryNotHere");
    await isRefused("cardEntryNotHere");
  });

  test.each([
    ["sounds_missing", "cardSoundsMissing", "conflict"],
    ["keys_logged", "phoneSystemLogsKeys", "conflict"],
    ["away", "phoneSystemAway", "unavailable"],
  ] as const)("where the phone system says %s", async (problem, reason, code) => {
    await answered();
    expect(await refusal()).toBeUndefined();
    const as = world.as(world.ana);
    const ctx = { ...as, voice: { ...as.voice, cardKeysProblem: async () => problem } };
    expect((await cardOffer(ctx, { callId })).refusal?.reason).toBe(reason);
    await expect(takeCard(ctx, { callId, entryId })).rejects.toMatchObject({ code, reason });
  });

  test("by anybody but the holder, during a consultation, or while the customer hears that they are recorded", async () => {
    await world.set("calls.recording", true);
    await answered();
    await isRefused("cardEntryTooEarly");
    await reportRecording(world.system(), { callId, says: "failed" });
    await consultOnCall(world.as(world.ana), { callId, to: { userId: world.abe.id } });
    await isRefused("handoverPending");
    await world.answer(world.abe, callId);
    await isRefused("cardEntryColleague");
    await expect(take(world.abe)).rejects.toMatchObject({ code: "forbidden", reason: "notCallHolder" });
    await expect(take(world.ben)).rejects.toMatchObject({ code: "not_found" });
    await expect(cardOffer(world.as(world.ben), { callId })).rejects.toMatchObject({ code: "not_found" });
  });
});
