import { eq } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { beforeEach, describe, expect, test } from "vitest";
import { makeCustomer } from "@/db/factories";
import { jobs, places, sharedIdentities } from "@/db/schema";
import { saveSetting } from "@/server/domain/configuration/save-setting";
import { claimConversation } from "@/server/domain/conversations/assignment/claim-conversation";
import { resolveConversation } from "@/server/domain/conversations/status/resolve-conversation";
import { callerIdentity } from "@/server/domain/text/caller";
import { TELEPHONE } from "@/tests/call-fixture";
import { type MenuWorld, menuWorld, option } from "@/tests/menu-fixture";
import { callWork } from "../call-work";
import { endPromptOf } from "../end-prompt";
import { hangUpForCustomer } from "../hang-up-call";
import { receiveCall } from "../receive-call";
import { rescueText } from "../settings";
import { menuContainment } from "./menu-containment";

let world: MenuWorld;
beforeEach(async () => {
  world = await menuWorld();
});

const stateOf = async (callId: string) => (await world.stored(callId)).state;
const conversationOf = async (callId: string) => world.record((await world.stored(callId)).conversationId);
const hangsUp = (callId: string) => hangUpForCustomer(world.system(), { callId });
const missed = async () => (await callWork(world.as(world.sue))).missed;
/** The caller hears the status of an order, and hangs up. */
async function answered(callId: string): Promise<void> {
  await world.ordered(callId, "pickup_available");
  await world.press(callId, "1");
  world.later(5);
  await hangsUp(callId);
}

describe("who comes to a menu", () => {
  test("a caller by telephone, before anybody is rung", async () => {
    const callId = await world.calls();
    await world.wait(30);
    expect(await stateOf(callId)).toBe("menu");
    expect(await world.sides(callId)).toEqual(["customer up"]);
  });

  test("also while the place is closed, because the menu may be all that they need", async () => {
    await world.closes();
    expect(await stateOf(await world.calls())).toBe("menu");
  });

  test("nobody where it is off, at a number without it, or in the chat, which can play nothing", async () => {
    const { endpointId } = await world.stored(await world.calls());
    await world.setMenu({ withoutMenu: [endpointId] });
    expect(await stateOf(await world.calls("+12065550124"))).toBe("ringing");
    await world.setMenu({ enabled: false });
    expect(await stateOf(await world.calls("+12065550125"))).not.toBe("menu");
    await world.setMenu();
    expect(await stateOf(await world.visitorCalls())).not.toBe("menu");
  });

  test("nobody when none of its options can be offered", async () => {
    await world.setMenu({ options: [option("2", "place", { placeId: world.harbor.id }), option("9", "repeat")] });
    await world.db.update(places).set({ takesWork: false }).where(eq(places.id, world.harbor.id));
    expect(await stateOf(await world.calls())).toBe("ringing");
  });

  test("a change in Settings is heard by the next caller, and changes nothing for those in the menu", async () => {
    const first = await world.calls();
    await world.setMenu({ options: [option("7", "place", { placeId: world.harbor.id })] });
    await world.press(first, "3");
    expect((await world.stored(first)).placeId).toBe(world.center.id);
    const second = await world.calls("+12065550124");
    await world.press(second, "7");
    expect((await world.stored(second)).placeId).toBe(world.harbor.id);
  });
});

describe("a chosen place", () => {
  test("rings there, and the conversation is there before anybody answers", async () => {
    world.available.push(world.ben);
    const callId = await world.calls();
    await world.press(callId, "2");
    expect(await world.sides(callId)).toEqual(["customer up", "Ben ringing"]);
    expect(await conversationOf(callId)).toMatchObject({ placeId: world.harbor.id, assigneeId: null });
    await world.answer(world.ben, callId);
    expect(await conversationOf(callId)).toMatchObject({ placeId: world.harbor.id, assigneeId: world.ben.id });
  });

  test("a missed call waits there, since its customer left the menu", async () => {
    const callId = await world.calls();
    await world.wait(20);
    await world.press(callId, "2");
    const { queuedAt, conversationId } = await world.stored(callId);
    await world.wait(10);
    await hangsUp(callId);
    expect(await conversationOf(callId)).toMatchObject({ placeId: world.harbor.id, waitingSince: queuedAt });
    expect((await callWork(world.as(world.ben))).missed).toEqual([conversationId]);
  });

  test("takes a conversation from nobody who owns it, until somebody there answers", async () => {
    const first = await world.calls();
    const { conversationId } = await world.stored(first);
    await hangsUp(first);
    await claimConversation(world.as(world.ana), { conversationId });
    world.available.splice(0, world.available.length, world.ben);
    const callId = await world.calls();
    await world.press(callId, "2");
    expect(await world.stored(callId)).toMatchObject({ conversationId, placeId: world.harbor.id });
    expect(await conversationOf(callId)).toMatchObject({ placeId: world.pine.id, assigneeId: world.ana.id });
    await world.answer(world.ben, callId);
    expect(await conversationOf(callId)).toMatchObject({ placeId: world.harbor.id, assigneeId: world.ben.id });
  });

  test("that is closed takes a message at once", async () => {
    await world.closes(world.harbor.id);
    const callId = await world.calls();
    await world.press(callId, "2");
    expect(await world.stored(callId)).toMatchObject({ state: "voicemail", voicemail: { greeting: "closed" } });
  });

  test("that has stopped taking work meanwhile is replaced by that of the number", async () => {
    const callId = await world.calls();
    await world.db.update(places).set({ takesWork: false }).where(eq(places.id, world.harbor.id));
    await world.press(callId, "2");
    expect(await world.stored(callId)).toMatchObject({ state: "ringing", placeId: world.pine.id });
  });
});

describe("the status of an order", () => {
  test("is spoken from fresh data of the order system, and the call's entry shows what the caller heard", async () => {
    const callId = await world.calls();
    await world.ordered(callId, "in_transit");
    await world.press(callId, "1");
    expect(await world.soundsOf(callId)).toEqual(["storeline-order-on-its-way", "storeline-menu-talk-or-hang-up"]);
    const { call } = await world.entryOf((await world.stored(callId)).conversationId);
    expect(call.menu).toEqual([{ action: "order_status", place: null, told: "on_its_way" }]);
  });

  const unsaid: [string, (callId: string) => Promise<void>][] = [
    ["a caller without orders", async () => {}],
    ["an order that its source has not confirmed for 16 minutes", (callId) => world.ordered(callId, "in_transit", 16)],
    ["an order with a problem", (callId) => world.ordered(callId, "problem")],
  ];
  test.each(unsaid)("is not said to %s: somebody helps at the place of the number", async (_, given) => {
    const callId = await world.calls();
    await given(callId);
    await world.press(callId, "1");
    expect(await world.soundsOf(callId)).toEqual(["storeline-menu-no-status"]);
    await world.press(callId, null);
    expect(await stateOf(callId)).toBe("ringing");
  });

  test("is not said to a number that several customers have", async () => {
    const callId = await world.calls();
    await world.ordered(callId, "in_transit");
    const { contactKind, contactValue } = await world.stored(callId);
    const other = await makeCustomer(world.db);
    const shared = { kind: contactKind, value: contactValue, customerId: other.id, source: "oms" };
    await world.db.insert(sharedIdentities).values(shared);
    await world.press(callId, "1");
    expect(await world.soundsOf(callId)).toEqual(["storeline-menu-no-status"]);
  });

  test("of somebody else is never said to a caller without a number", async () => {
    const other = await world.calls();
    await world.ordered(other, "in_transit");
    const { endpointId } = await world.stored(other);
    const callId = uuidv7();
    const from = callerIdentity("anonymous", callId);
    await receiveCall(world.system(), { callId, endpointId, from, provider: TELEPHONE });
    await world.press(callId, "1");
    expect(await world.soundsOf(callId)).toEqual(["storeline-menu-no-status"]);
  });

  test("that cannot be read now is none, and somebody helps", async () => {
    const callId = await world.calls();
    const promptId = (await world.stored(callId)).prompt?.id ?? "";
    const away = async () => Promise.reject(new Error("the shop system is away"));
    await endPromptOf({ ...world.system(), commerce: { ordersOf: away } }, { callId, promptId, key: "1" });
    expect(await world.soundsOf(callId)).toEqual(["storeline-menu-no-status"]);
  });
});

describe("a call that the menu answered", () => {
  test("is no missed call, and leaves no work: the conversation that it opened is resolved", async () => {
    const callId = await world.calls();
    await answered(callId);
    expect(await world.stored(callId)).toMatchObject({ state: "ended", outcome: "self_service" });
    expect(await conversationOf(callId)).toMatchObject({ status: "resolved", waitingSince: null });
    expect(await missed()).toEqual([]);
  });

  test("is not texted about, as missed calls are", async () => {
    await world.set("calls.rescue_text", { ...rescueText.default, enabled: true });
    const asked = async () => (await world.db.select().from(jobs)).filter(({ name }) => name === "send-rescue-text");
    await answered(await world.calls());
    expect(await asked()).toEqual([]);
    await hangsUp(await world.calls());
    expect(await asked()).toHaveLength(1);
  });

  test("resolves the conversation again that it reopened", async () => {
    const first = await world.calls();
    await answered(first);
    const second = await world.calls();
    expect(await conversationOf(second)).toMatchObject({ status: "open" });
    await answered(second);
    expect((await conversationOf(second)).id).toBe((await conversationOf(first)).id);
    expect(await conversationOf(second)).toMatchObject({ status: "resolved" });
  });

  test("leaves a conversation open that others work on", async () => {
    const callId = await world.calls();
    await world.press(callId, "2");
    await hangsUp(callId);
    const again = await world.calls();
    await answered(again);
    expect(await conversationOf(again)).toMatchObject({ status: "open" });
    expect((await conversationOf(again)).waitingSince).not.toBeNull();
  });

  test("is missed when its customer hangs up in the menu without an answer", async () => {
    const callId = await world.calls();
    const { startedAt, conversationId } = await world.stored(callId);
    await world.wait(5);
    await hangsUp(callId);
    expect(await world.stored(callId)).toMatchObject({ outcome: "missed" });
    expect(await missed()).toEqual([conversationId]);
    expect((await conversationOf(callId)).waitingSince).toEqual(startedAt);
  });
});

test("a message is offered only where one can be left", async () => {
  await world.set("calls.voicemail", { enabled: false, maxSeconds: 60 });
  const sounds = await world.soundsOf(await world.calls());
  expect(sounds).toContain("storeline-menu-order-status");
  expect(sounds).not.toContain("storeline-menu-voicemail");
});

test("a message that was asked for has its own greeting, and the call waits for an answer", async () => {
  const callId = await world.calls();
  await world.press(callId, "4");
  expect(await world.stored(callId)).toMatchObject({ state: "voicemail", voicemail: { greeting: "message" } });
  await hangsUp(callId);
  expect(await missed()).toHaveLength(1);
});

test("a late or repeated report of a prompt changes nothing", async () => {
  const callId = await world.calls();
  const promptId = (await world.stored(callId)).prompt?.id ?? "";
  const says = (key: string) => endPromptOf(world.system(), { callId, promptId, key });
  await says("5");
  const { version } = await world.stored(callId);
  await says("2");
  expect(await world.stored(callId)).toMatchObject({ state: "menu", version });
});

describe("how many calls the menu answered", () => {
  const counted = (who = world.sue, placeId?: string) => menuContainment(world.as(who), placeId ? { placeId } : {});

  test("counts calls of the last 24 hours that are over, at the place of their number", async () => {
    expect(await counted()).toEqual({ calls: 0, answered: 0 });
    await answered(await world.calls());
    const second = await world.calls("+12065550124");
    await world.press(second, "2");
    await world.calls("+12065550125");
    expect(await counted()).toEqual({ calls: 1, answered: 1 });
    await hangsUp(second);
    expect(await counted()).toEqual({ calls: 2, answered: 1 });
    expect(await counted(world.sue, world.pine.id)).toEqual({ calls: 2, answered: 1 });
    expect(await counted(world.sue, world.harbor.id)).toEqual({ calls: 0, answered: 0 });
    world.later(24 * 3600 + 1);
    expect(await counted()).toEqual({ calls: 0, answered: 0 });
  });

  test("is for supervisors, who see that of their own places alone", async () => {
    await answered(await world.calls());
    for (const who of [world.ana, world.ben]) await expect(counted(who)).rejects.toMatchObject({ code: "forbidden" });
    const ofHarbor = { ...world.sue, scope: { all: false as const, placeIds: [world.harbor.id] } };
    expect(await counted(ofHarbor)).toEqual({ calls: 0, answered: 0 });
    const ofPine = { ...world.sue, scope: { all: false as const, placeIds: [world.pine.id] } };
    expect(await counted(ofPine)).toEqual({ calls: 1, answered: 1 });
  });
});

test("a menu is saved only with places that take work", async () => {
  const save = (placeId: string) =>
    saveSetting(world.system(), {
      ...{ key: "calls.menu", scope: { kind: "organization" }, expectedVersion: 0 },
      own: { value: { enabled: true, greeting: null, withoutMenu: [], options: [option("2", "place", { placeId })] } },
    });
  await world.db.update(places).set({ takesWork: false }).where(eq(places.id, world.harbor.id));
  for (const placeId of [world.harbor.id, uuidv7()])
    await expect(save(placeId)).rejects.toMatchObject({
      ...{ code: "invalid", reason: "placeTakesNoWork", details: { path: "options.0.placeId" } },
    });
  await save(world.center.id);
});

test("a conversation that the menu moved is resolved by people as ever", async () => {
  world.available.push(world.ben);
  const callId = await world.calls();
  await world.press(callId, "2");
  await world.answer(world.ben, callId);
  await hangsUp(callId);
  const { conversationId } = await world.stored(callId);
  await resolveConversation(world.as(world.ben), { conversationId });
  expect(await conversationOf(callId)).toMatchObject({ status: "resolved" });
});
