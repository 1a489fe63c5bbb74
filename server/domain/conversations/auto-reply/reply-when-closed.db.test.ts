import { and, asc, eq } from "drizzle-orm";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { consumers, conversations, items, places, sendHolds } from "@/db/schema";
import { WEEKDAYS, type Weekday } from "@/server/contract/hours";
import { saveSetting } from "@/server/domain/configuration/save-setting";
import { startConsumer } from "@/server/domain/define-consumer";
import { openingHours } from "@/server/domain/hours/settings";
import type { RunningConsumer } from "@/server/outbox/consumer";
import { freshDb } from "@/tests/db";
import { makeStore } from "@/tests/inbound";
import { sendMessage } from "../sending/send-message";
import { unsendMessage } from "../sending/unsend-message";
import { resolveConversation } from "../status/resolve-conversation";
import { autoReplies } from "./reply-when-closed";
import { autoReply } from "./settings";
import { fillIn } from "./wording";

const CUSTOMER = "+14155550188";
let store: Awaited<ReturnType<typeof makeStore>>;
let consumer: RunningConsumer;

/** A store of Denver that is open from nine to six, asked on a Saturday at ten at night. */
beforeEach(async () => {
  const { db } = await freshDb();
  store = await makeStore(db, new Date("2026-11-22T05:00:00Z"));
  await db.update(places).set({ timeZone: "America/Denver", name: "Pine Street" }).where(eq(places.id, store.place.id));
  store.ctx.settings.forget();
  await set(openingHours.key, {
    kind: "weekly",
    days: Object.fromEntries(WEEKDAYS.map((day) => [day, [{ from: "09:00", to: "18:00" }]])) as unknown as Record<
      Weekday,
      never
    >,
  });
  consumer = startConsumer(store.ctx, autoReplies);
  await vi.waitFor(async () => expect(await store.ctx.db.select().from(consumers)).toHaveLength(1), 60_000);
});
afterEach(() => consumer.stop());

const set = (key: string, value: unknown, expectedVersion = 0) => {
  const scope = { kind: "place", placeId: store.place.id } as const;
  return saveSetting(store.ctx, { key, scope, own: { value: value as never }, expectedVersion });
};
/** The automatic replies, after the consumer has handled all received messages. */
async function said(): Promise<string[]> {
  await settled();
  const rows = await store.ctx.db
    .select({ body: items.body })
    .from(items)
    .where(and(eq(items.direction, "out"), eq(items.kind, "message")))
    .orderBy(asc(items.at), asc(items.seq));
  return rows.map(({ body }) => body);
}
async function settled(): Promise<void> {
  consumer.wake();
  const isDone = async () => {
    const { rows } = (await store.ctx.db.execute(
      `select 1 from events e, consumers c where c.name = 'auto-replies' and e.type = 'message.received'
        and (e.tx, e.id) > (c.tx, c.id)`,
    )) as unknown as { rows: unknown[] };
    if (rows.length > 0) throw new Error("the consumer is behind");
  };
  await vi.waitFor(isDone, { timeout: 60_000, interval: 20 });
}

test("a reply that a colleague took back before it left is no answer", async () => {
  await consumer.stop();
  const { conversationId, seq } = await store.text(CUSTOMER, "Are you open?");
  const reply = { conversationId, clientMessageId: "0193a000-0000-7000-8000-00000000000e", body: "Yes", seenSeq: seq };
  const { id: itemId } = await sendMessage(store.staff, { ...reply, undoable: true });
  await unsendMessage(store.staff, { conversationId, itemId });
  consumer = startConsumer(store.ctx, autoReplies);
  expect(await said()).toEqual(["", expect.stringContaining("is closed until tomorrow")]);
});

test("a message to a closed place gets one automatic reply with the opening time, and its customer goes on waiting", async () => {
  const { conversationId } = await store.text(CUSTOMER, "Are you open?");
  store.later(2);
  await store.text(CUSTOMER, "Hello?");
  expect(await said()).toEqual([
    "Thanks for your message. Pine Street is closed until tomorrow at 9:00 AM. We'll answer when we are back.",
  ]);
  const [row] = await store.ctx.db.select().from(conversations).where(eq(conversations.id, conversationId));
  expect(row).toMatchObject({ status: "open", assigneeId: null, waitingSince: new Date("2026-11-22T05:00:00Z") });
});

test("each closed period has its own reply, and an open place sends none", async () => {
  await store.text(CUSTOMER, "Are you open?");
  expect(await said()).toHaveLength(1);
  store.later(12 * 60);
  await store.text(CUSTOMER, "And now?");
  expect(await said()).toHaveLength(1);
  store.later(12 * 60);
  await store.text(CUSTOMER, "And tonight?");
  expect(await said()).toHaveLength(2);
});

test("two auto-responders that answer each other stop after one message", async () => {
  await store.text(CUSTOMER, "We are closed, too.");
  for (let n = 0; n < 5; n++) {
    await settled();
    await store.text(CUSTOMER, "We are closed, too.");
  }
  expect(await said()).toHaveLength(1);
});

describe("no automatic answer is given", () => {
  test.each(["STOP", "HELP", "START", "Please stop texting me"])("to %s", async (word) => {
    await store.text(CUSTOMER, word);
    expect(await said()).toEqual([]);
  });

  test("after an opt-out, or while one is being stored", async () => {
    await store.text(CUSTOMER, "STOP");
    await store.text(CUSTOMER, "Are you open?");
    await store.ctx.db.insert(sendHolds).values({
      id: "0193a000-0000-7000-8000-00000000000c",
      identityKind: "phone",
      identityValue: "+14155550177",
      key: "k",
      until: new Date(Date.now() + 60_000),
    });
    await store.text("+14155550177", "Are you open?");
    expect(await said()).toEqual([]);
  });

  test("when a colleague has answered first", async () => {
    await consumer.stop();
    const { conversationId, seq } = await store.text(CUSTOMER, "Are you open?");
    const reply = {
      conversationId,
      clientMessageId: "0193a000-0000-7000-8000-00000000000d",
      body: "Yes",
      seenSeq: seq,
    };
    await sendMessage(store.staff, { ...reply, attachmentIds: [] });
    consumer = startConsumer(store.ctx, autoReplies);
    expect(await said()).toEqual(["Yes"]);
  });

  test("to a message that comes late, to a resolved conversation, or where it is switched off", async () => {
    const at = new Date(store.clock.at.getTime() - 16 * 60_000);
    await store.text(CUSTOMER, "Sent long ago", { at });
    expect(await said()).toEqual([]);
    await set(autoReply.key, { enabled: false, text: "We are closed." });
    const { conversationId } = await store.text(CUSTOMER, "Are you open?");
    await resolveConversation(store.staff, { conversationId });
    expect(await said()).toEqual([]);
  });
});

test("the text is the administrator's: only its two variables are filled in", () => {
  const at = (opensAt: string | null) => ({
    place: "Pine {opens} $& Street",
    opensAt: opensAt ? new Date(opensAt) : null,
    now: new Date("2026-11-22T05:00:00Z"),
    timeZone: "America/Denver",
    language: null,
  });
  expect(fillIn("{place}: {opens}, {name} $1", at("2026-11-23T16:00:00Z"))).toBe(
    "Pine {opens} $& Street: Monday, November 23 at 9:00 AM, {name} $1",
  );
  expect(fillIn("until {opens}", at("2026-11-22T06:00:00Z"))).toBe("until 11:00 PM");
  expect(fillIn("until {opens}", at(null))).toBe("until further notice");
});
