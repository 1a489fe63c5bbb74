import { eq } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { beforeEach, describe, expect, test } from "vitest";
import { makeConversation, makeCustomer } from "@/db/factories";
import { conversations, items, scheduledReplies, users } from "@/db/schema";
import type { Id } from "@/server/contract/ids";
import type { ScheduleReply } from "@/server/contract/scheduled-replies";
import { purge } from "@/server/domain/operate/purge";
import { allowTextsAtAnyHour, placeSettings } from "@/tests/place-settings";
import { type TwoStores, twoStores } from "@/tests/two-stores";
import { assignConversation } from "../assignment/assign-conversation";
import { listDrafts } from "../drafts/list-drafts";
import { saveDraft } from "../drafts/save-draft";
import { recordConsent } from "../opt-out/record-consent";
import { sendMessage } from "../sending/send-message";
import { resolveConversation } from "../status/resolve-conversation";
import { getConversation } from "../thread/get-conversation";
import { mergeCustomers } from "../thread/merge-customers";
import { cancelScheduled, scheduleReply, sendScheduledNow } from "./schedule-reply";
import { sendOverdueScheduledJob, sendScheduled } from "./send-scheduled";

let world: TwoStores;
let conversationId: Id;
let scheduledId: Id;
beforeEach(async () => {
  world = await twoStores();
  await allowTextsAtAnyHour(world.system());
  const { ana, pine } = world;
  const identities = [{ kind: "phone", value: "+14155550188" }];
  const { id: customerId } = await makeCustomer(world.db, { identities });
  const of = { placeId: pine.id, assigneeId: ana.id, customerId, contactValue: "+14155550188" };
  conversationId = (await makeConversation(world.db, of)).id;
  scheduledId = uuidv7();
});
type Who = "ana" | "abe" | "ben" | "sue" | "pat";
const inSeconds = (seconds: number) => new Date(+world.now() + seconds * 1000).toISOString();
const schedule = (more: Partial<ScheduleReply> = {}, who: Who = "ana") =>
  scheduleReply(world.as(world[who]), {
    ...{ scheduledId, conversationId, body: "How are the boots?", sendAt: inSeconds(3600), seenSeq: 1, ...more },
  });
const cancel = (who: Who = "ana") => cancelScheduled(world.as(world[who]), { conversationId, scheduledId });
const sendNow = (who: Who = "ana") => sendScheduledNow(world.as(world[who]), { conversationId, scheduledId });
const due = () => sendScheduled(world.system(), { conversationId, scheduledId });
const rowFor = async (who: Who = "sue") => (await getConversation(world.as(world[who]), { conversationId })).row;
const sent = async () =>
  (await world.db.select().from(items).where(eq(items.conversationId, conversationId)).orderBy(items.seq)).filter(
    ({ direction }) => direction === "out",
  );
const draftsOf = async (who: Who = "ana") =>
  (await listDrafts(world.as(world[who]))).map(({ body }) => body).filter(Boolean);
const lastLine = async () => (await world.lines(conversationId)).at(-1);
/** The customer writes. */
async function customerWrites(): Promise<void> {
  const [row] = await world.db.select().from(conversations).where(eq(conversations.id, conversationId));
  const seq = (row?.lastSeq ?? 0) + 1;
  await world.db.insert(items).values({
    ...{ id: uuidv7(), conversationId, seq, publicSeq: seq, kind: "message", direction: "in", body: "Hi" },
    at: world.now(),
  });
  const counters = { lastSeq: seq, lastPublicSeq: seq, lastInboundSeq: seq };
  await world.db.update(conversations).set(counters).where(eq(conversations.id, conversationId));
}

describe("a scheduled reply", () => {
  test("is shown to whoever may read the conversation, masked for partner agents, and takes its draft along", async () => {
    const body = "Call +1 425 555 0123";
    await saveDraft(world.as(world.ana), { conversationId, mode: "reply", body, baseVersion: 0 });
    await schedule({ body });
    expect((await rowFor()).scheduled).toEqual({
      ...{ id: scheduledId, author: { id: world.ana.id, name: "Ana" }, body },
      ...{ sendAt: inSeconds(3600), afterSeq: 1, stopsOnReply: true },
    });
    expect((await rowFor("pat")).scheduled?.body).not.toContain("0123");
    expect(await draftsOf()).toEqual([]);
    expect(await lastLine()).toMatchObject({ type: "reply_scheduled", by: "Ana" });
  });

  test("leaves at its time, once, in its author's name, however often the job runs", async () => {
    await schedule();
    await due();
    expect(await sent()).toEqual([]);
    world.later(3600);
    for (const _ of [1, 2, 3]) await due();
    expect(await sent()).toMatchObject([
      { authorId: world.ana.id, body: "How are the boots?", clientMessageId: scheduledId, deliveryStatus: "queued" },
    ]);
    expect((await rowFor()).scheduled).toBeNull();
    expect(await world.record(conversationId)).toMatchObject({ previewBy: "staff", waitingSince: null });
    await schedule({ sendAt: inSeconds(60) });
    expect((await rowFor()).scheduled).toBeNull();
  });

  test("leaves also when its job was lost", async () => {
    await schedule();
    world.later(3606);
    await sendOverdueScheduledJob.handle({ ...world.system(), publicUrl: "" });
    expect(await sent()).toHaveLength(1);
  });

  test("reopens a conversation that was resolved meanwhile", async () => {
    await schedule();
    await resolveConversation(world.as(world.ana), { conversationId });
    world.later(3600);
    await due();
    expect(await world.record(conversationId)).toMatchObject({ status: "open", assigneeId: world.ana.id });
  });

  test("is the only one of its conversation; the same request again schedules nothing more", async () => {
    await schedule();
    await schedule();
    await expect(schedule({ scheduledId: uuidv7() }, "abe")).rejects.toMatchObject({ reason: "replyIsScheduled" });
    await expect(schedule({}, "abe")).rejects.toMatchObject({ reason: "messageIdUsed" });
    expect(await world.db.select().from(scheduledReplies)).toHaveLength(1);
  });

  test("leaves where a colleague has replied meanwhile: its author has chosen the time", async () => {
    await schedule();
    const more = { conversationId, clientMessageId: uuidv7(), body: "Abe here", seenSeq: 99 };
    await sendMessage(world.as(world.abe), more);
    world.later(3600);
    await due();
    expect((await sent()).map(({ body }) => body)).toEqual(["Abe here", "How are the boots?"]);
  });
});

describe("scheduling is refused", () => {
  test.each([
    ["a time in the past", { sendAt: new Date(0).toISOString() }, "timeNotFuture"],
    ["a time in many years", { sendAt: "2099-01-01T00:00:00.000Z" }, "timeTooFar"],
    ["nothing to send", { body: "  " }, "nothingToSend"],
    ["a merge field without a value", { body: "{{order.number}}" }, "unresolvedFields"],
    ["an address of somebody else", { to: { endpointId: uuidv7(), identityId: uuidv7() } }, "notReachable"],
  ])("for %s", async (_, more, reason) => {
    await expect(schedule(more)).rejects.toMatchObject({ reason });
    expect((await rowFor()).scheduled).toBeNull();
  });

  test("for a time in quiet hours, with the time from which it may leave", async () => {
    const set = placeSettings(world).set;
    await set("consent.quiet_hours", { enabled: true, from: "21:00", to: "08:00", replyWithinHours: 1 });
    const night = new Date(`${inSeconds(86_400).slice(0, 10)}T23:00:00Z`);
    const refused = {
      code: "consent",
      reason: "quietHours",
      details: { allowedAt: expect.stringContaining("T08:00") },
    };
    await expect(schedule({ sendAt: night.toISOString() })).rejects.toMatchObject(refused);
  });

  test("for people who may not read the conversation", async () => {
    await expect(schedule({}, "ben")).rejects.toMatchObject({ code: "not_found" });
  });
});

describe("a scheduled reply that is not sent", () => {
  test("because the customer has written gives its text back to its author, and says so", async () => {
    await schedule();
    await customerWrites();
    world.later(3600);
    await due();
    expect(await sent()).toEqual([]);
    expect(await draftsOf()).toEqual(["How are the boots?"]);
    expect(await lastLine()).toEqual({ type: "reply_stopped", of: "Ana", ofId: world.ana.id });
    expect((await rowFor()).scheduled).toBeNull();
  });

  test("because the customer has written in another conversation, also as another customer who is the same person", async () => {
    const { pine, db } = world;
    const { customerId } = await world.record(conversationId);
    const twin = await makeCustomer(db);
    const merged = { mergeId: uuidv7(), conversationId, customerId, otherId: twin.id, keep: "this" } as const;
    for (const writer of [customerId, twin.id]) {
      scheduledId = uuidv7();
      await schedule();
      if (writer === twin.id) await mergeCustomers(world.as(world.ana), { ...merged, evidence: "They said so" });
      world.later(60);
      await makeConversation(db, { placeId: pine.id, customerId: writer, lastMessageAt: world.now() });
      world.later(3600);
      await due();
      expect(await lastLine()).toMatchObject({ type: "reply_stopped" });
    }
    expect(await sent()).toEqual([]);
  });

  test("is sent where the place does not stop them", async () => {
    await placeSettings(world).set("conversations.stop_scheduled", false);
    await schedule();
    await customerWrites();
    world.later(3600);
    await due();
    expect(await sent()).toHaveLength(1);
  });

  test("because it was canceled, by its author or a colleague, is its author's draft, once", async () => {
    for (const who of ["ana", "abe"] as const) {
      scheduledId = uuidv7();
      await schedule({ body: `For ${who}` });
      for (const _ of ["once", "again"]) expect(await cancel(who)).toEqual({ state: "canceled" });
    }
    expect(await draftsOf()).toEqual(["For abe\nFor ana"]);
    expect(await draftsOf("abe")).toEqual([]);
    world.later(3600);
    await due();
    expect(await sent()).toEqual([]);
    await expect(cancel("ben")).rejects.toMatchObject({ code: "not_found" });
  });

  test("because of an opt-out, a lost conversation or a disabled author says which", async () => {
    const why = async (happens: () => Promise<unknown>) => {
      scheduledId = uuidv7();
      await schedule();
      await happens();
      world.later(3600);
      await due();
      const line = await lastLine();
      return line?.type === "reply_refused" ? line.why : line;
    };
    const to = (placeId: Id, userId: Id | null) =>
      assignConversation(world.as(world.sue), { conversationId, to: { placeId, userId } });
    expect(await why(() => to(world.harbor.id, null))).toBe("noAccess");
    await to(world.pine.id, world.ana.id);
    const disable = (disabledAt: Date | null) =>
      world.db.update(users).set({ disabledAt }).where(eq(users.id, world.ana.id));
    expect(await why(() => disable(world.now()))).toBe("authorGone");
    await disable(null);
    const said = { action: "revoke", channel: "sms", evidence: "She told me in the store" } as const;
    const optOut = () => recordConsent(world.as(world.sue), { conversationId, ...said });
    expect(await why(optOut)).toBe("optedOut");
    expect(await sent()).toEqual([]);
  });

  test("in quiet hours waits for their end", async () => {
    await schedule();
    const set = placeSettings(world).set;
    world.later(3600);
    const at = (hours: number) => new Date(+world.now() + hours * 3_600_000).toISOString().slice(11, 16);
    await set("consent.quiet_hours", { enabled: true, from: at(-1), to: at(2), replyWithinHours: 1 });
    await world.db.update(items).set({ at: new Date(0) });
    await due();
    expect(await sent()).toEqual([]);
    expect((await rowFor()).scheduled?.sendAt.slice(11, 16)).toBe(at(2));
  });
});

test("a reply that has left cannot be canceled, and whoever tries learns that", async () => {
  await schedule();
  world.later(3600);
  await due();
  expect(await cancel()).toEqual({ state: "sent" });
  expect(await draftsOf()).toEqual([]);
});

test("an unassigned conversation stays unassigned when the reply leaves", async () => {
  await schedule();
  const to = { placeId: world.pine.id, userId: null };
  await assignConversation(world.as(world.sue), { conversationId, to });
  world.later(3600);
  await due();
  expect(await sent()).toHaveLength(1);
  expect(await world.record(conversationId)).toMatchObject({ assigneeId: null, waitingSince: null });
});

describe("sending it now", () => {
  test("is its author's choice, also after the customer has written", async () => {
    await schedule();
    await customerWrites();
    await expect(sendNow("abe")).rejects.toMatchObject({ code: "forbidden" });
    await sendNow();
    await due();
    expect(await sent()).toHaveLength(1);
    await expect(sendNow()).rejects.toMatchObject({ reason: "scheduledOver" });
  });
});

test("ended ones lose their text at once, and their row after the days of an undo", async () => {
  await schedule();
  await cancel();
  expect(await world.db.select().from(scheduledReplies)).toMatchObject([{ body: "", state: "canceled" }]);
  await purge({ ...world.system(), now: () => new Date(+world.now() + 30 * 86_400_000) });
  expect(await world.db.select().from(scheduledReplies)).toEqual([]);
});
