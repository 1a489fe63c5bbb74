import { eq } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { beforeEach, describe, expect, test } from "vitest";
import { conversations, customerIdentities, endpoints, places } from "@/db/schema";
import { saveSetting } from "@/server/domain/configuration/save-setting";
import { type CallOutWorld, callOutWorld } from "@/tests/call-out-fixture";
import { shownText } from "@/tests/shown-text";
import { recordConsent } from "../conversations/opt-out/record-consent";
import { mergeCustomers } from "../conversations/thread/merge-customers";
import { callDestinations } from "./call-destinations";
import { callOut } from "./call-out";
import { hangUpForCustomer } from "./hang-up-call";
import { receiveCall } from "./receive-call";

let world: CallOutWorld;
beforeEach(async () => {
  world = await callOutWorld();
});

const shown = async (actor = world.ana) =>
  (await callDestinations(world.as(actor), { conversationId: world.conversationId })).map(({ contact, blocked }) => ({
    contact,
    blocked: blocked?.reason ?? null,
  }));
/** The refusal, and what a screen says before anybody tries. */
async function refusal(actor = world.ana) {
  const error = await world.callsOut(actor).then(
    () => null,
    ({ reason }) => reason,
  );
  return [error, (await shown(actor))[0]?.blocked];
}
const customerCalls = async () => {
  const from = { kind: "phone" as const, value: world.phone };
  const { callId } = await receiveCall(world.system(), { callId: uuidv7(), endpointId: world.number.id, from });
  await hangUpForCustomer(world.system(), { callId });
};
const optOut = () =>
  recordConsent(world.as(world.ana), {
    conversationId: world.conversationId,
    channel: "sms",
    action: "revoke",
    evidence: "said so at the till",
  });

describe("a call is refused, and its button says why,", () => {
  test("to a number that nothing reaches", async () => {
    world.reachable.clear();
    expect(await refusal()).toEqual(["noPhoneSystem", "noPhoneSystem"]);
  });

  test("from a location without a number", async () => {
    await world.db.update(endpoints).set({ removedAt: new Date() }).where(eq(endpoints.id, world.number.id));
    expect(await refusal()).toEqual(["noCallEndpoint", "noCallEndpoint"]);
  });

  test("to a visitor whose chat is closed", async () => {
    const visitor = uuidv7();
    const callId = await world.visitorCalls(visitor);
    const { conversationId } = await world.stored(callId);
    await hangUpForCustomer(world.system(), { callId });
    const attempt = () => callOut(world.as(world.ana), { callId: uuidv7(), conversationId, deviceId: uuidv7() });
    await expect(attempt()).rejects.toMatchObject({ code: "conflict", reason: "chatNotOpen" });
    world.reachable.add(visitor);
    expect(await attempt()).toMatchObject({ state: "ringing", channel: "webchat", customer: { name: "Maya Chen" } });
  });

  test("after an opt-out, until the customer calls", async () => {
    await optOut();
    expect(await refusal()).toEqual(["callOptedOut", "callOptedOut"]);
    await customerCalls();
    expect(await refusal()).toEqual([null, null]);
  });

  test("during quiet hours, unless the customer has just called", async () => {
    await world.db.update(places).set({ timeZone: "UTC" });
    const own = { value: { enabled: true, from: "00:00", to: "23:59", replyWithinHours: 1 } };
    const scope = { kind: "organization" } as const;
    await saveSetting(world.system(), { key: "consent.quiet_hours", scope, own, expectedVersion: 1 });
    world.later(7200);
    expect(await refusal()).toEqual(["callQuietHours", "callQuietHours"]);
    await customerCalls();
    expect((await refusal())[0]).toBeNull();
  });
});

describe("a call is refused", () => {
  test("to a customer who is already on a call, to whomever", async () => {
    await world.callsOut(world.ana);
    await expect(world.callsOut(world.abe)).rejects.toMatchObject({ code: "conflict", reason: "customerOnCall" });
  });

  test("to a customer who is on a call as the one they were merged with", async () => {
    const { conversationId: other, customerId: otherId } = await world.stored(await world.visitorCalls(uuidv7()));
    expect(other).not.toBe(world.conversationId);
    const { conversationId } = world;
    const { customerId } = await world.record(conversationId);
    const merge = { mergeId: uuidv7(), conversationId, customerId, otherId, keep: "this" as const };
    await mergeCustomers(world.as(world.ana), { ...merge, evidence: "They said so" });
    await expect(world.callsOut(world.abe)).rejects.toMatchObject({ code: "conflict", reason: "customerOnCall" });
  });

  test("by somebody who is on another call", async () => {
    const other = await world.visitorCalls();
    await world.answer(world.ana, other);
    await expect(world.callsOut(world.ana)).rejects.toMatchObject({ code: "conflict", reason: "alreadyOnCall" });
  });

  test("by somebody who may not see the conversation", async () => {
    await expect(world.callsOut(world.ben)).rejects.toMatchObject({ code: "not_found" });
    await expect(shown(world.ben)).rejects.toMatchObject({ code: "not_found" });
  });

  test("to an address that is not the customer's", async () => {
    const to = { endpointId: world.number.id, identityId: uuidv7() };
    await expect(world.callsOut(world.ana, { to })).rejects.toMatchObject({ code: "invalid", reason: "notReachable" });
  });

  test("to a customer without any address that rings", async () => {
    await world.db.delete(customerIdentities);
    const conversation = await world.visitorCalls();
    const { conversationId } = await world.stored(conversation);
    await hangUpForCustomer(world.system(), { callId: conversation });
    const email = { contactKind: "email", contactValue: "maya@example.test" };
    await world.db.update(conversations).set(email).where(eq(conversations.id, conversationId));
    await world.db.delete(customerIdentities);
    const attempt = callOut(world.as(world.ana), { callId: uuidv7(), conversationId, deviceId: uuidv7() });
    await expect(attempt).rejects.toMatchObject({ code: "invalid", reason: "nothingToCall" });
  });
});

test("a partner agent calls by conversation, and never sees the number", async () => {
  const [way] = await shown(world.pat);
  expect(way?.contact).not.toContain("373");
  const call = await callOut(world.as(world.pat), {
    callId: uuidv7(),
    conversationId: world.conversationId,
    deviceId: uuidv7(),
  });
  expect(shownText(call)).not.toContain("373");
  expect(call).toMatchObject({ state: "ringing", customer: { contact: way?.contact } });
});

test("an emergency number that a customer has as an address is refused before anything is asked", async () => {
  const odd = await callOutWorld("+1911");
  await expect(odd.callsOut(odd.ana)).rejects.toMatchObject({ code: "invalid", reason: "callEmergency" });
});
