import { eq } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { beforeEach, describe, expect, test } from "vitest";
import { conversations, items } from "@/db/schema";
import { saveSetting } from "@/server/domain/configuration/save-setting";
import { type CallWorld, callWorld } from "@/tests/call-fixture";
import { shownText } from "@/tests/shown-text";
import { resolveConversation } from "../conversations/status/resolve-conversation";
import { getConversation } from "../conversations/thread/get-conversation";
import { declineCall } from "./decline-call";
import { hangUpCall, hangUpForCustomer } from "./hang-up-call";
import { holdCall } from "./hold-call";
import { getCall, myCalls } from "./live-call";
import { moveCall } from "./move-call";
import { muteCall } from "./mute-call";
import { receiveCall } from "./receive-call";

let world: CallWorld;
beforeEach(async () => {
  world = await callWorld();
});

const entryOf = async (callId: string) => {
  const { itemId } = await world.stored(callId);
  return (await world.db.select().from(items).where(eq(items.id, itemId)))[0]!;
};
const eventsOf = async () => (await world.published()).map(({ type }) => type);

describe("a call that comes in", () => {
  test("opens a conversation with its entry, and rings everybody available at the place", async () => {
    const callId = await world.visitorCalls();
    expect(await world.sides(callId)).toEqual(["customer up", "Abe ringing", "Ana ringing"]);
    const call = await world.stored(callId);
    expect(call).toMatchObject({ state: "ringing", placeId: world.pine.id, holderId: null, version: 1 });
    const entry = await entryOf(callId);
    expect(entry).toMatchObject({ kind: "call", conversationId: call.conversationId, seq: call.seq });
    expect(entry.detail).toMatchObject({ direction: "in", outcome: null, phases: [{ phase: "ringing" }] });
    expect(await eventsOf()).toEqual(["conversation.opened", "call.recorded", "call.started"]);
    expect((await world.record(call.conversationId)).preview).toBe("in.ongoing");
  });

  test("started twice with one id is one call, and another customer cannot claim the id", async () => {
    const visitor = uuidv7();
    const callId = await world.visitorCalls(visitor);
    await world.visitorCalls(visitor, callId);
    expect((await world.stored(callId)).version).toBe(1);
    expect((await eventsOf()).filter((type) => type === "call.started")).toHaveLength(1);
    await expect(world.visitorCalls(uuidv7(), callId)).rejects.toMatchObject({ code: "not_found" });
  });

  test("from a known number goes on in the customer's open conversation", async () => {
    const number = "+14155550123";
    const first = await world.visitorCalls();
    const { endpointId } = await world.stored(first);
    const from = { kind: "phone" as const, value: number };
    const called = await receiveCall(world.system(), { callId: uuidv7(), endpointId, from });
    await hangUpForCustomer(world.system(), { callId: called.callId });
    const again = await receiveCall(world.system(), { callId: uuidv7(), endpointId, from });
    expect(again).toMatchObject({ conversationId: called.conversationId, place: "Pine Street" });
    expect((await entryOf(again.callId)).detail?.participants).toMatchObject([{ role: "customer", address: number }]);
  });

  test("waits in the queue when nobody is available, and rings whoever becomes available", async () => {
    world.available.length = 0;
    const callId = await world.visitorCalls();
    expect((await world.stored(callId)).state).toBe("queued");
    world.available.push(world.abe);
    await world.wait(1);
    expect(await world.sides(callId)).toEqual(["customer up", "Abe ringing"]);
  });

  test("is refused where calls from the web are off", async () => {
    const scope = { kind: "place" as const, placeId: world.pine.id };
    await saveSetting(world.system(), { key: "calls.web", scope, own: { value: false }, expectedVersion: 0 });
    await expect(world.visitorCalls()).rejects.toMatchObject({ code: "unavailable", reason: "webCallsOff" });
  });
});

describe("answering", () => {
  test("takes the call and its conversation, and ends the ring everywhere else", async () => {
    const callId = await world.visitorCalls();
    const live = await world.answer(world.ana, callId);
    expect(live).toMatchObject({ state: "connected", customer: { name: "Maya Chen" }, place: { name: "Pine Street" } });
    expect(await world.sides(callId)).toEqual(["customer up", "Abe answered_elsewhere", "Ana up"]);
    const { conversationId } = await world.stored(callId);
    expect(await world.record(conversationId)).toMatchObject({ assigneeId: world.ana.id, placeId: world.pine.id });
    expect((await world.lines(conversationId)).at(-1)).toMatchObject({ type: "assigned", by: "Ana", to: "Ana" });
    expect((await entryOf(callId)).detail?.phases.map(({ phase }) => phase)).toEqual(["ringing", "connected"]);
  });

  test("second is refused with the name of whoever was first, and answering again changes nothing", async () => {
    const callId = await world.visitorCalls();
    await world.answer(world.ana, callId);
    await expect(world.answer(world.abe, callId)).rejects.toMatchObject({ code: "taken", details: { by: "Ana" } });
    const { version } = await world.stored(callId);
    await world.answer(world.ana, callId);
    expect((await world.stored(callId)).version).toBe(version);
  });

  test("is refused for somebody whom it never rang, and once the customer has hung up", async () => {
    const callId = await world.visitorCalls();
    await expect(world.answer(world.ben, callId)).rejects.toMatchObject({ code: "not_found" });
    await hangUpForCustomer(world.system(), { callId });
    await expect(world.answer(world.ana, callId)).rejects.toMatchObject({ code: "conflict", reason: "callOver" });
  });

  test("is refused while on another call", async () => {
    const first = await world.visitorCalls();
    await declineCall(world.as(world.abe), { callId: first });
    await world.answer(world.ana, first);
    world.available.splice(0, 2, world.abe);
    const second = await world.visitorCalls();
    world.available.splice(0, 1, world.ana);
    await hangUpCall(world.as(world.ana), { callId: first });
    await world.wait(21);
    await world.answer(world.ana, second);
    expect(await world.sides(second)).toContain("Ana up");
    const third = await world.visitorCalls();
    await expect(world.answer(world.ana, third)).rejects.toMatchObject({ code: "not_found" });
  });

  test("takes the conversation from a colleague who owned it, with a line that says so", async () => {
    const visitor = uuidv7();
    const first = await world.visitorCalls(visitor);
    await world.answer(world.ana, first);
    await hangUpCall(world.as(world.ana), { callId: first });
    const callId = await world.visitorCalls(visitor);
    await declineCall(world.as(world.ana), { callId });
    await world.answer(world.abe, callId);
    const { conversationId } = await world.stored(callId);
    expect((await world.lines(conversationId)).at(-1)).toMatchObject({ type: "assigned", from: "Ana", to: "Abe" });
  });
});

describe("a call ends", () => {
  test("as missed when the customer hangs up before anybody answered, and is work for the queue", async () => {
    const callId = await world.visitorCalls();
    await hangUpForCustomer(world.system(), { callId });
    const { outcome, conversationId, startedAt } = await world.stored(callId);
    expect(outcome).toBe("missed");
    expect(await world.sides(callId)).toEqual(["customer hung_up", "Abe withdrawn", "Ana withdrawn"]);
    expect(await world.record(conversationId)).toMatchObject({
      preview: "in.missed",
      waitingSince: startedAt,
      assigneeId: null,
    });
  });

  test("as missed after the longest wait", async () => {
    world.available.length = 0;
    const callId = await world.visitorCalls();
    await world.wait(300);
    expect(await world.stored(callId)).toMatchObject({ state: "ended", outcome: "missed" });
    expect(await world.sides(callId)).toEqual(["customer no_answer"]);
  });

  test("as answered when the last person of ours hangs up, and the entry has what happened", async () => {
    const callId = await world.visitorCalls();
    await world.answer(world.ana, callId);
    await world.wait(10);
    await hangUpCall(world.as(world.ana), { callId });
    expect(await world.sides(callId)).toEqual(["customer hung_up", "Abe answered_elsewhere", "Ana hung_up"]);
    const { detail } = await entryOf(callId);
    expect(detail).toMatchObject({ outcome: "answered", participants: [{ role: "customer" }, { name: "Ana" }] });
    expect(detail?.phases.map(({ phase }) => phase)).toEqual(["ringing", "connected", "ended"]);
    expect((await world.record((await world.stored(callId)).conversationId)).waitingSince).toBeNull();
    await hangUpCall(world.as(world.ana), { callId });
    await hangUpForCustomer(world.system(), { callId });
    expect((await eventsOf()).filter((type) => type === "call.ended")).toHaveLength(1);
  });

  test("as answered when the customer hangs up", async () => {
    const callId = await world.visitorCalls();
    await world.answer(world.ana, callId);
    await hangUpForCustomer(world.system(), { callId });
    expect(await world.stored(callId)).toMatchObject({ state: "ended", outcome: "answered", holderId: null });
  });
});

describe("on the line", () => {
  let callId: string;
  beforeEach(async () => {
    callId = await world.visitorCalls();
    await world.answer(world.ana, callId);
  });

  test("the customer can be held and taken back", async () => {
    expect(await holdCall(world.as(world.ana), { callId, held: true })).toMatchObject({ state: "connected" });
    expect(await world.sides(callId)).toContain("customer up held");
    await holdCall(world.as(world.ana), { callId, held: false });
    const phases = (await entryOf(callId)).detail?.phases.map(({ phase }) => phase);
    expect(phases).toEqual(["ringing", "connected", "on_hold", "connected"]);
  });

  test("muting is shown and is no event of the conversation", async () => {
    const before = (await eventsOf()).length;
    const live = await muteCall(world.as(world.ana), { callId, muted: true });
    expect(live?.legs.find(({ userId }) => userId === world.ana.id)?.muted).toBe(true);
    expect((await eventsOf()).slice(before)).toEqual(["call.changed"]);
  });

  test("another tab of the same person can take the audio over", async () => {
    const deviceId = uuidv7();
    await moveCall(world.as(world.ana), { callId, deviceId });
    expect((await world.stored(callId)).legs.at(-1)?.deviceId).toBe(deviceId);
  });

  test.each([
    ["hold", () => holdCall(world.as(world.abe), { callId, held: true })],
    ["mute", () => muteCall(world.as(world.abe), { callId, muted: true })],
    ["move", () => moveCall(world.as(world.abe), { callId, deviceId: uuidv7() })],
  ])("somebody who did not get the call cannot %s it", async (_, wish) => {
    await expect(wish()).rejects.toMatchObject({ code: "conflict", reason: "notOnCall" });
  });
});

describe("who sees a call", () => {
  test("is whoever it rings or who takes part, and only while they do", async () => {
    const callId = await world.visitorCalls();
    expect((await myCalls(world.as(world.ana))).map(({ id }) => id)).toEqual([callId]);
    expect(await myCalls(world.as(world.ben))).toEqual([]);
    await world.answer(world.abe, callId);
    expect(await myCalls(world.as(world.ana))).toEqual([]);
    expect(await myCalls(world.as(world.abe))).toHaveLength(1);
  });

  test("is also whoever may read the conversation, by its id", async () => {
    const callId = await world.visitorCalls();
    expect((await getCall(world.as(world.sue), { callId })).id).toBe(callId);
    await expect(getCall(world.as(world.ben), { callId })).rejects.toMatchObject({ code: "not_found" });
  });

  test("sees it masked when they are a partner agent", async () => {
    world.available.splice(0, 2, world.pat);
    const from = { kind: "phone" as const, value: "+14155550123" };
    const { callId } = await receiveCall(world.system(), { callId: uuidv7(), endpointId: world.site.id, from });
    const [mine] = await myCalls(world.as(world.pat));
    expect(mine?.id).toBe(callId);
    expect(shownText(mine)).not.toMatch(/0123|\+1 ?415/);
  });
});

test("a call in a thread that is open fills in: its entry is the same, with a higher version", async () => {
  const callId = await world.visitorCalls();
  const { conversationId } = await world.stored(callId);
  const read = async () =>
    (await getConversation(world.as(world.sue), { conversationId })).items.find(({ kind }) => kind === "call");
  const before = await read();
  await world.answer(world.ana, callId);
  const after = await read();
  expect(after).toMatchObject({ id: before?.id, seq: before?.seq });
  expect(after?.version).toBeGreaterThan(before?.version ?? 0);
});

test("the wait of a text that nobody has answered is not shortened by a missed call", async () => {
  const visitor = uuidv7();
  const callId = await world.visitorCalls(visitor);
  const { conversationId } = await world.stored(callId);
  const since = new Date(world.now().getTime() - 60_000);
  await world.db.update(conversations).set({ waitingSince: since }).where(eq(conversations.id, conversationId));
  await hangUpForCustomer(world.system(), { callId });
  expect((await world.record(conversationId)).waitingSince).toEqual(since);
});

test.each<[string, (callId: string) => Promise<unknown>, string[]]>([
  ["is answered", (callId) => world.answer(world.ana, callId), ["reopened", "assigned"]],
  ["is missed", (callId) => hangUpForCustomer(world.system(), { callId }), ["reopened"]],
])("a conversation that was resolved while the call rang is open again once the call %s", async (_, act, lines) => {
  const callId = await world.visitorCalls();
  const { conversationId } = await world.stored(callId);
  await resolveConversation(world.as(world.abe), { conversationId });
  await act(callId);
  expect((await world.record(conversationId)).status).toBe("open");
  expect((await world.lines(conversationId)).map(({ type }) => type)).toEqual(["resolved", ...lines]);
});
