import { and, eq, ne } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { beforeEach, describe, expect, test } from "vitest";
import { makeEndpoint } from "@/db/factories";
import { conversations, customers, endpoints, items, jobs, sendHolds } from "@/db/schema";
import { claimNextDelivery } from "@/server/domain/conversations/delivery/claim-delivery";
import { receiveMessage } from "@/server/domain/conversations/receiving/receive-message";
import { sendMessage } from "@/server/domain/conversations/sending/send-message";
import { getConversation } from "@/server/domain/conversations/thread/get-conversation";
import { removeEndpoint } from "@/server/domain/settings/endpoints";
import { TELEPHONE } from "@/tests/call-fixture";
import { inbound } from "@/tests/inbound";
import { MAYA, type TelephoneWorld, telephoneWorld } from "@/tests/telephone-fixture";
import { scheduleCallback } from "../callbacks/schedule-callback";
import { hangUpCall, hangUpForCustomer } from "../hang-up-call";
import { receiveCall } from "../receive-call";
import { rescueText } from "../settings";
import { sendRescueText } from "./send-rescue-text";

let world: TelephoneWorld;
let callId: string;
let conversationId: string;
/** Pine Street texts whoever calls in vain, at any time of the day. */
beforeEach(async () => {
  world = await telephoneWorld();
  await world.set("hours.time_zone", "UTC");
  await world.set("consent.quiet_hours", { enabled: false, from: "21:00", to: "08:00", replyWithinHours: 24 });
  await set({ onlyWithConsent: false });
});

const set = (more: Partial<typeof rescueText.default>) =>
  world.set("calls.rescue_text", { ...rescueText.default, enabled: true, ...more });
const numberOf = async () => {
  const isNumber = and(eq(endpoints.placeId, world.pine.id), ne(endpoints.channel, "webchat"));
  const [number] = await world.db.select().from(endpoints).where(isNumber);
  if (!number) throw new Error("Pine Street has no number");
  return number;
};
const writes = async (text: string) => {
  const { address, connectionId } = await numberOf();
  const account = { connectionId, consentKeywords: true, answersKeywords: false };
  return receiveMessage(world.system(), account, inbound(address, MAYA, text, { at: world.now() }));
};
const replies = () =>
  sendMessage(world.as(world.ana), { conversationId, clientMessageId: uuidv7(), body: "Hello Maya", seenSeq: 99 });
/** Maya calls, nobody answers, and she hangs up. */
async function isMissed(from = MAYA): Promise<void> {
  callId = await world.calls(from);
  world.later(20);
  await hangUpForCustomer(world.system(), { callId });
  ({ conversationId } = await world.stored(callId));
}
/** What the job does, which runs a minute after the call. */
const run = () => sendRescueText(world.system(), { callId });
const runLater = () => {
  world.later(60);
  return run();
};
const texts = async () =>
  (await world.db.select().from(items))
    .filter(({ kind, direction, authorId }) => kind === "message" && direction === "out" && authorId === null)
    .map(({ body }) => body);
const queued = async () => (await world.db.select().from(jobs)).filter(({ name }) => name === "send-rescue-text");
const detail = () => getConversation(world.as(world.ana), { conversationId });

describe("the customer of a missed call", () => {
  test("is texted a minute later in the same conversation, by the number they called, with its name and hours", async () => {
    await isMissed();
    expect(await queued()).toMatchObject([{ payload: { callId }, runAt: new Date(world.now().getTime() + 60_000) }]);
    expect([await texts(), await runLater()]).toEqual([[], "sent"]);
    expect(await texts()).toEqual([
      "Sorry we missed your call to Pine Street. We're always open. Reply to this text and we will help you here. Reply STOP to end texts.",
    ]);
    const { address } = await numberOf();
    expect(await claimNextDelivery(world.system(), { conversationId })).toMatchObject({
      from: address,
      to: { kind: "phone", value: MAYA },
    });
  });

  test("goes on waiting: the call stays missed until a person answers", async () => {
    await isMissed();
    const before = (await detail()).row;
    await runLater();
    const { row } = await detail();
    expect([row.waitingSince, row.missedCallAt, row.assignee, row.status]).toEqual([
      ...[before.waitingSince, before.missedCallAt, null, "open"],
    ]);
    expect(row.waitingSince).not.toBeNull();
    await replies();
    expect((await detail()).row.waitingSince).toBeNull();
  });

  test("is texted once, however often the job runs", async () => {
    await isMissed();
    world.later(60);
    const outcomes = [await run(), ...(await Promise.all([run(), run()]))];
    expect(outcomes.filter((outcome) => outcome === "sent")).toHaveLength(1);
    expect(await texts()).toHaveLength(1);
  });

  test("is texted once for several calls, and again only after the hours that are set", async () => {
    await isMissed();
    expect(await runLater()).toBe("sent");
    world.later(3600);
    await isMissed();
    // A text stands in the conversation before this call, and is not an answer to it.
    expect(await runLater()).toBe("too_soon");
    world.later(24 * 3600);
    await isMissed();
    expect(await runLater()).toBe("sent");
    expect(await texts()).toHaveLength(2);
  });

  test("who calls two places is texted by one of them", async () => {
    const number = await makeEndpoint(world.db, { placeId: world.harbor.id });
    await world.set(
      "calls.rescue_text",
      { ...rescueText.default, enabled: true, onlyWithConsent: false },
      world.harbor.id,
    );
    await isMissed();
    const elsewhere = uuidv7();
    const from = { kind: "phone" as const, value: MAYA };
    const call = { callId: elsewhere, endpointId: number.id, from, provider: TELEPHONE };
    const { conversationId: other } = await receiveCall(world.system(), call);
    await hangUpForCustomer(world.system(), { callId: elsewhere });
    expect(other).not.toBe(conversationId);
    world.later(60);
    const outcomes = await Promise.all([run(), sendRescueText(world.system(), { callId: elsewhere })]);
    expect(outcomes.sort()).toEqual(["sent", "too_soon"]);
  });

  test("is one person with whoever was merged with them", async () => {
    await isMissed();
    await runLater();
    const { customerId } = await world.stored(callId);
    await isMissed("+12065550124");
    const { customerId: second } = await world.stored(callId);
    await world.db.update(customers).set({ mergedInto: customerId }).where(eq(customers.id, second));
    expect(await runLater()).toBe("too_soon");
  });

  test("is on the phone also as whoever was merged with them", async () => {
    await isMissed();
    const missed = callId;
    const { customerId } = await world.stored(missed);
    const { customerId: second } = await world.stored(await world.calls("+12065550124"));
    await world.db.update(customers).set({ mergedInto: customerId }).where(eq(customers.id, second));
    world.later(60);
    expect(await sendRescueText(world.system(), { callId: missed })).toBe("answered");
    expect(await texts()).toEqual([]);
  });

  test("who calls again within the minute is texted after the last call", async () => {
    await isMissed();
    const first = callId;
    world.later(10);
    await isMissed();
    world.later(60);
    expect(await sendRescueText(world.system(), { callId: first })).toBe("answered");
    expect(await run()).toBe("sent");
  });
});

describe("nothing is sent", () => {
  const sentNothing = async (outcome: string) => {
    expect([await runLater(), await texts()]).toEqual([outcome, []]);
  };

  test("where it is off, also when it is turned off meanwhile", async () => {
    await isMissed();
    await set({ enabled: false });
    await sentNothing("off");
    await isMissed();
    expect(await queued()).toHaveLength(1);
  });

  test("by default", () => expect(rescueText.default).toMatchObject({ enabled: false, onlyWithConsent: true }));

  test("when a colleague has written, or has talked to the customer", async () => {
    await isMissed();
    await replies();
    await sentNothing("answered");
    await isMissed();
    const again = await world.calls();
    await world.answer(world.ana, again);
    await sentNothing("answered");
    await hangUpCall(world.as(world.ana), { callId: again });
    await sentNothing("answered");
  });

  test("while the customer calls again", async () => {
    await isMissed();
    world.later(30);
    await world.calls();
    await sentNothing("answered");
  });

  test("when the customer has texted since, or will be called back", async () => {
    await isMissed();
    await writes("Are you there?");
    await sentNothing("answered");
    await replies();
    await isMissed();
    const dueAt = new Date(world.now().getTime() + 3_600_000).toISOString();
    const callback = { callbackId: uuidv7(), conversationId, dueAt, assignee: "me" as const, reason: "" };
    await scheduleCallback(world.as(world.ana), callback);
    await sentNothing("answered");
  });

  test("to somebody who was answered and gave up later, or who leaves a message", async () => {
    callId = await world.calls();
    await world.answer(world.ana, callId);
    await hangUpCall(world.as(world.ana), { callId });
    expect(await queued()).toEqual([]);
    await world.closes();
    await isMissed();
    await sentNothing("message_left");
    const [recording] = await world.recordings(callId);
    await world.stores(recording?.id ?? "");
    await sentNothing("message_left");
  });

  test("after an opt-out, and while one is being stored", async () => {
    await writes("STOP");
    await isMissed();
    await sentNothing("no_consent");
    await writes("START");
    await isMissed();
    const hold = { id: uuidv7(), identityKind: "phone", identityValue: MAYA, key: "k" };
    await world.db.insert(sendHolds).values({ ...hold, until: new Date(world.now().getTime() + 3_600_000) });
    await sentNothing("no_consent");
  });

  test("during quiet hours, and not in the morning either", async () => {
    const hour = (by: number) => new Date(world.now().getTime() + by * 3_600_000).toISOString().slice(11, 16);
    await world.set("consent.quiet_hours", { enabled: true, from: hour(-2), to: hour(2), replyWithinHours: 24 });
    await isMissed();
    await sentNothing("quiet_hours");
    world.later(3 * 3600);
    await sentNothing("answered");
  });

  test("to a number that is no mobile phone's, to a withheld one, and to a visitor of the chat", async () => {
    await isMissed("+442071838750");
    await sentNothing("unreachable");
    callId = await world.visitorCalls();
    await hangUpForCustomer(world.system(), { callId });
    expect(await queued()).toHaveLength(1);
  });

  test("where no number can text", async () => {
    await isMissed();
    await removeEndpoint(world.system(), { endpointId: (await numberOf()).id });
    await sentNothing("unreachable");
  });

  test("after an outage, when the call is long over", async () => {
    await isMissed();
    world.later(3600);
    await sentNothing("answered");
  });
});

describe("where only customers with consent are texted", () => {
  beforeEach(() => set({ onlyWithConsent: true }));

  test("a caller of whom nothing is known is not", async () => {
    await isMissed();
    expect([await runLater(), await texts()]).toEqual(["no_consent", []]);
  });

  test("a customer who has texted us before is", async () => {
    await writes("Is the jacket there?");
    const [row] = await world.db.select().from(conversations);
    conversationId = row?.id ?? "";
    await replies();
    world.later(3600);
    await isMissed();
    expect(await runLater()).toBe("sent");
  });

  test("a customer who has agreed is, and the text names the line of the ledger", async () => {
    await writes("START");
    world.later(3600);
    await isMissed();
    expect(await runLater()).toBe("sent");
    const sent = (await world.db.select().from(items)).find(
      ({ direction, authorId }) => direction === "out" && !authorId,
    );
    expect(sent?.consentEventId).not.toBeNull();
  });
});
