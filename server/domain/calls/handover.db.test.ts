import { eq } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { beforeEach, describe, expect, test } from "vitest";
import { makeUser } from "@/db/factories";
import { offers, sessions, users } from "@/db/schema";
import type { PersonActor } from "@/server/contract/team";
import { type CallWorld, callWorld } from "@/tests/call-fixture";
import { transferConversation } from "../conversations/offers/transfer-conversation";
import { cancelConsultation, consultOnCall, joinCall } from "./consult-on-call";
import { declineCall } from "./decline-call";
import { hangUpCall, hangUpForCustomer } from "./hang-up-call";
import { holdCall } from "./hold-call";
import { myCalls } from "./live-call";
import { completeCallTransfer, transferCall } from "./transfer-call";

const card = { need: "Wants the blue jacket in M", facts: "", promises: "", consent: "" };
let world: CallWorld;
let callId: string;

/** Ana talks with the customer; Ben, at the other store, is free. */
beforeEach(async () => {
  world = await callWorld();
  world.available.splice(0, 2, world.ana);
  callId = await world.visitorCalls();
  await world.answer(world.ana, callId);
  world.available.splice(0, 1, world.ben);
});
const as = (actor: PersonActor) => world.as(actor);
const sides = () => world.sides(callId);
const call = () => world.stored(callId);
const conversation = async () => world.record((await call()).conversationId);
const lines = async () => (await world.lines((await call()).conversationId)).map(({ type }) => type);
const toBen = () => ({ callId, to: { userId: world.ben.id } });

describe("a consultation", () => {
  const consult = async () => {
    await consultOnCall(as(world.ana), toBen());
    await world.answer(world.ben, callId);
  };

  test("rings the colleague while the customer hears music, and they talk in private once it is answered", async () => {
    const live = await consultOnCall(as(world.ana), toBen());
    expect(live?.state).toBe("connected");
    expect(await sides()).toEqual(["customer up held", "Ana up", "Ben ringing"]);
    expect((await myCalls(as(world.ben)))[0]?.legs.at(-1)).toMatchObject({ purpose: "consult", state: "ringing" });
    await world.answer(world.ben, callId);
    expect(await sides()).toEqual(["customer up held", "Ana up", "Ben up"]);
    expect(await call()).toMatchObject({ holderId: world.ana.id, placeId: world.pine.id });
    expect((await conversation()).assigneeId).toBe(world.ana.id);
  });

  test.each<[string, () => Promise<unknown>, string]>([
    ["the colleague declines", () => declineCall(as(world.ben), { callId }), "declined"],
    ["they do not answer in time", () => world.wait(20), "no_answer"],
    ["it is called off", () => cancelConsultation(as(world.ana), { callId }), "withdrawn"],
    ["its holder hangs up, which calls it off first", () => hangUpCall(as(world.ana), { callId }), "withdrawn"],
    ["the colleague is disabled", () => disable(world.ben), "withdrawn"],
  ])("that rings brings the customer back when %s", async (_, act, endedAs) => {
    await consultOnCall(as(world.ana), toBen());
    await act();
    expect(await sides()).toEqual(["customer up", "Ana up", `Ben ${endedAs}`]);
  });

  test.each<[string, () => Promise<unknown>, string]>([
    ["is called off", () => cancelConsultation(as(world.ana), { callId }), "hung_up"],
    ["the colleague hangs up", () => hangUpCall(as(world.ben), { callId }), "hung_up"],
    ["the colleague's browser is lost", () => world.wait(30, [world.ben]), "lost"],
  ])("that was answered brings the customer back when it %s", async (_, act, endedAs) => {
    await consult();
    await act();
    expect(await sides()).toEqual(["customer up", "Ana up", `Ben ${endedAs}`]);
    expect((await call()).holderId).toBe(world.ana.id);
  });

  test.each<[string, () => Promise<unknown>, string]>([
    ["completes the transfer", () => completeCallTransfer(as(world.ana), { callId }), "transferred"],
    ["hangs up", () => hangUpCall(as(world.ana), { callId }), "transferred"],
    ["is lost", () => world.wait(30, [world.ana]), "lost"],
  ])("leaves call, conversation and ownership to the colleague when its holder %s", async (_, act, endedAs) => {
    await consult();
    await act();
    expect(await sides()).toEqual(["customer up", `Ana ${endedAs}`, "Ben up"]);
    expect(await call()).toMatchObject({ holderId: world.ben.id, placeId: world.harbor.id, state: "connected" });
    expect(await conversation()).toMatchObject({ assigneeId: world.ben.id, placeId: world.harbor.id });
  });

  test("stays private until its holder says otherwise: the colleague can neither bring the customer in nor hold them", async () => {
    await consult();
    const refusal = { code: "forbidden", reason: "notCallHolder" };
    for (const held of [false, true])
      await expect(holdCall(as(world.ben), { callId, held })).rejects.toMatchObject(refusal);
    expect(await sides()).toEqual(["customer up held", "Ana up", "Ben up"]);
  });

  test("called off after it has ended leaves a customer on hold whom its holder has put there since", async () => {
    await consultOnCall(as(world.ana), toBen());
    await declineCall(as(world.ben), { callId });
    await holdCall(as(world.ana), { callId, held: true });
    await cancelConsultation(as(world.ana), { callId });
    expect(await sides()).toEqual(["customer up held", "Ana up", "Ben declined"]);
  });

  test("becomes a call of three, from which either of ours can leave", async () => {
    await consult();
    await joinCall(as(world.ana), { callId });
    expect(await sides()).toEqual(["customer up", "Ana up", "Ben up"]);
    await hangUpCall(as(world.ana), { callId });
    expect(await sides()).toEqual(["customer up", "Ana transferred", "Ben up"]);
    await hangUpCall(as(world.ben), { callId });
    expect(await call()).toMatchObject({ state: "ended", outcome: "answered" });
  });

  test("completed with a card gives the card to the colleague", async () => {
    await consult();
    await completeCallTransfer(as(world.ana), { callId, card });
    const line = (await world.lines((await call()).conversationId)).find(({ type }) => type === "transfer_offered");
    expect(line).toMatchObject({ by: "Ana", to: "Ben", toId: world.ben.id, card });
  });

  test("ends with the call when the customer hangs up", async () => {
    await consult();
    await hangUpForCustomer(world.system(), { callId });
    expect(await sides()).toEqual(["customer hung_up", "Ana hung_up", "Ben hung_up"]);
  });

  test("goes back to the queue when its holder is lost while it rings: the customer is never left on hold", async () => {
    await consultOnCall(as(world.ana), toBen());
    world.available.splice(0, 1, world.abe);
    await signOut(world.ana);
    await world.wait(1);
    expect(await sides()).toEqual(["customer up", "Ana lost", "Ben withdrawn", "Abe ringing"]);
  });
});

describe("a transfer", () => {
  const transfer = () => transferCall(as(world.ana), { ...toBen(), card });

  test("keeps the call with its sender until it is answered, and moves everything then", async () => {
    await transfer();
    expect(await sides()).toEqual(["customer up held", "Ana up", "Ben ringing"]);
    expect((await conversation()).assigneeId).toBe(world.ana.id);
    expect((await myCalls(as(world.ben)))[0]?.transfer).toMatchObject({ fromUserId: world.ana.id, card });
    await world.answer(world.ben, callId);
    expect(await sides()).toEqual(["customer up", "Ana transferred", "Ben up"]);
    expect(await call()).toMatchObject({ holderId: world.ben.id, placeId: world.harbor.id, transfer: null });
    expect(await conversation()).toMatchObject({ assigneeId: world.ben.id, placeId: world.harbor.id });
    expect(await lines()).toEqual(["assigned", "transfer_offered", "assigned"]);
  });

  test.each<[string, () => Promise<unknown>, string, string]>([
    ["is declined", () => declineCall(as(world.ben), { callId }), "declined", "transfer_expired"],
    ["is not answered in time", () => world.wait(20), "no_answer", "transfer_expired"],
    ["is called off", () => cancelConsultation(as(world.ana), { callId }), "withdrawn", "transfer_withdrawn"],
    ["was to somebody who is disabled", () => disable(world.ben), "withdrawn", "transfer_expired"],
  ])("that %s goes back to its sender", async (_, act, endedAs, line) => {
    await transfer();
    await act();
    expect(await sides()).toEqual(["customer up", "Ana up", `Ben ${endedAs}`]);
    expect(await call()).toMatchObject({ holderId: world.ana.id, transfer: null, state: "connected" });
    expect((await lines()).at(-1)).toBe(line);
  });

  test.each<[string, () => Promise<unknown>, string]>([
    ["hung up", () => hangUpCall(as(world.ana), { callId }), "transferred"],
    ["was lost", () => world.wait(1).then(() => signOut(world.ana)), "lost"],
  ])("goes on ringing when its sender %s, and to the front of the queue when nobody answers", async (_, act, as_) => {
    await transfer();
    await act();
    await world.wait(1);
    expect(await sides()).toEqual(["customer up held", `Ana ${as_}`, "Ben ringing"]);
    world.available.splice(0, 1, world.abe);
    await world.wait(20);
    expect(await sides()).toEqual(["customer up", `Ana ${as_}`, "Ben no_answer", "Abe ringing"]);
    expect(await call()).toMatchObject({ isReturned: true, state: "ringing", holderId: null });
  });

  test("that nobody answered rings its sender first when they have hung up and are available", async () => {
    await transfer();
    await hangUpCall(as(world.ana), { callId });
    world.available.push(world.ana, world.abe);
    await declineCall(as(world.ben), { callId });
    expect(await sides()).toEqual(["customer up", "Ana transferred", "Ben declined", "Ana ringing"]);
    expect((await myCalls(as(world.ana)))[0]?.legs.at(-1)?.purpose).toBe("return");
  });

  test("to a place rings everybody available there; the first to answer has it", async () => {
    const bea = (await makeUser(world.db, { name: "Bea", placeIds: [world.harbor.id] })).actor;
    world.available.push(bea);
    await transferCall(as(world.ana), { callId, to: { placeId: world.harbor.id }, card });
    await declineCall(as(world.ben), { callId });
    expect((await call()).transfer?.to).toMatchObject({ userId: null, name: "Harbor" });
    await world.answer(bea, callId);
    expect(await sides()).toEqual(["customer up", "Ana transferred", "Bea up", "Ben declined"]);
  });

  test("ends with the call when the customer hangs up", async () => {
    await transfer();
    await hangUpForCustomer(world.system(), { callId });
    expect(await call()).toMatchObject({ state: "ended", transfer: null, outcome: "answered" });
  });
});

describe("a handover is refused", () => {
  test("while another one is under way, and so is holding while one rings", async () => {
    await consultOnCall(as(world.ana), toBen());
    const refusal = { code: "conflict", reason: "handoverPending" };
    await expect(consultOnCall(as(world.ana), toBen())).rejects.toMatchObject(refusal);
    await expect(transferCall(as(world.ana), { ...toBen(), card })).rejects.toMatchObject(refusal);
    await expect(holdCall(as(world.ana), { callId, held: false })).rejects.toMatchObject(refusal);
  });

  test("to somebody who is not available, to a place where nobody is, and to nobody", async () => {
    world.available.length = 0;
    await expect(consultOnCall(as(world.ana), toBen())).rejects.toMatchObject({ reason: "personNotAvailable" });
    const there = { callId, to: { placeId: world.harbor.id }, card };
    await expect(transferCall(as(world.ana), there)).rejects.toMatchObject({ reason: "nobodyAvailable" });
    await expect(transferCall(as(world.ana), { ...there, to: {} })).rejects.toMatchObject({ reason: "noCallTarget" });
  });

  test("to somebody who is on another call", async () => {
    world.available.splice(0, 1, world.abe);
    await world.answer(world.abe, await world.visitorCalls());
    const toAbe = { callId, to: { userId: world.abe.id } };
    await expect(consultOnCall(as(world.ana), toAbe)).rejects.toMatchObject({ reason: "personNotAvailable" });
  });

  test("by anybody but the holder of the call", async () => {
    await consultOnCall(as(world.ana), toBen());
    await world.answer(world.ben, callId);
    const refusal = { code: "forbidden", reason: "notCallHolder" };
    await expect(joinCall(as(world.ben), { callId })).rejects.toMatchObject(refusal);
    await expect(completeCallTransfer(as(world.ben), { callId })).rejects.toMatchObject(refusal);
    await expect(cancelConsultation(as(world.ben), { callId })).rejects.toMatchObject(refusal);
    await expect(joinCall(as(world.sue), { callId })).rejects.toMatchObject({ code: "not_found" });
  });

  test("to a call of three or a transfer when nobody was asked, or has not answered yet", async () => {
    const refusal = { code: "conflict", reason: "noConsultation" };
    await expect(joinCall(as(world.ana), { callId })).rejects.toMatchObject(refusal);
    await consultOnCall(as(world.ana), toBen());
    await expect(completeCallTransfer(as(world.ana), { callId })).rejects.toMatchObject(refusal);
  });
});

describe("a transfer of the conversation that waits for an answer", () => {
  const offer = async () => {
    const { conversationId } = await call();
    await transferConversation(as(world.ana), { conversationId, to: { placeId: world.harbor.id }, card });
    return (await conversation()).offerId as string;
  };
  const stateOf = async (id: string) => (await world.db.select().from(offers).where(eq(offers.id, id)))[0]?.state;

  test("stays while its owner talks, consults and takes the customer back", async () => {
    const id = await offer();
    await consultOnCall(as(world.ana), toBen());
    await world.answer(world.ben, callId);
    await cancelConsultation(as(world.ana), { callId });
    expect(await stateOf(id)).toBe("pending");
    await hangUpCall(as(world.ana), { callId });
    expect(await stateOf(id)).toBe("pending");
  });

  test("is withdrawn when the call is handed over: the conversation goes with the call", async () => {
    const id = await offer();
    await transferCall(as(world.ana), { ...toBen(), card });
    expect(await stateOf(id)).toBe("pending");
    await world.answer(world.ben, callId);
    expect(await stateOf(id)).toBe("withdrawn");
    expect(await conversation()).toMatchObject({ offerId: null, assigneeId: world.ben.id });
  });
});

test("somebody who answers a colleague is no longer rung by the queue", async () => {
  world.available.splice(0, 1, world.abe);
  const waiting = await world.visitorCalls();
  expect(await world.sides(waiting)).toEqual(["customer up", "Abe ringing"]);
  await consultOnCall(as(world.ana), { callId, to: { userId: world.abe.id } });
  await world.answer(world.abe, callId);
  await world.wait(1);
  expect(await world.sides(waiting)).toEqual(["customer up", "Abe withdrawn"]);
});

async function disable(person: PersonActor): Promise<void> {
  await world.db.update(users).set({ disabledAt: world.now() }).where(eq(users.id, person.id));
  await world.wait(1);
}

const signOut = (person: PersonActor) =>
  world.db.update(sessions).set({ endedAt: world.now() }).where(eq(sessions.id, person.sid));

test("a second leg of one person is never on the line: the database refuses it", async () => {
  const { legs } = await call();
  const ana = legs.find(({ userId }) => userId === world.ana.id)!;
  const { callLegs } = await import("@/db/schema");
  await expect(world.db.insert(callLegs).values({ ...ana, id: uuidv7() })).rejects.toThrow();
});
