import { asc, eq } from "drizzle-orm";
import fc from "fast-check";
import { uuidv7 } from "uuidv7";
import { beforeEach, describe, expect, test } from "vitest";
import type { Db } from "@/db/client";
import { conversations, events, items } from "@/db/schema";
import type { DeliveryStatus, Item } from "@/server/contract/conversations";
import { freshDb } from "@/tests/db";
import { makeStore } from "@/tests/inbound";
import { listConversations } from "../inbox/list-conversations";
import { retryMessage } from "../sending/retry-message";
import { sendMessage } from "../sending/send-message";
import { reopenConversation } from "../status/reopen-conversation";
import { resolveConversation } from "../status/resolve-conversation";
import { snoozeConversation } from "../status/snooze-conversation";
import { getBoard } from "../workload/board";
import { claimNextDelivery, settleDelivery } from "./claim-delivery";
import { recordDelivery } from "./record-delivery";

const PHONE = "+14155550100";
let db: Db;
let store: Awaited<ReturnType<typeof makeStore>>;
let conversationId: string;
let asked: Date;
beforeEach(async () => {
  ({ db } = await freshDb());
  store = await makeStore(db);
  ({ conversationId } = await store.text(PHONE, "Is it in stock?"));
  asked = store.clock.at;
  store.later(1);
});

const record = async () => (await db.select().from(conversations).where(eq(conversations.id, conversationId)))[0]!;
/** The wait and the state of our last reply on a row. */
const shown = async () => {
  const { waitingSince, lastReplyFailed } = await record();
  return { waitingSince, lastReplyFailed };
};
const reply = (body = "Yes, two left") =>
  sendMessage(store.staff, { conversationId, clientMessageId: uuidv7(), body, seenSeq: 9999 });
/** A provider's delivery report of a reply. */
const report = (item: Item, status: DeliveryStatus, attempt = 1) =>
  recordDelivery(store.ctx, store.sms, {
    kind: "status",
    externalId: `SM${item.id} ${attempt}`,
    messageId: item.id,
    status,
    error: status === "failed" ? "Handset unreachable" : null,
  });
const ANSWERED = { lastReplyFailed: false, waitingSince: null };

describe("a reply that fails", () => {
  test("lets the customer wait since their first unanswered message, in the list and on the board", async () => {
    await store.text(PHONE, "Hello?");
    const item = await reply();
    expect(await shown()).toEqual(ANSWERED);
    const { version } = await record();
    await report(item, "failed");
    expect(await shown()).toEqual({ lastReplyFailed: true, waitingSince: asked });
    expect((await record()).version).toBeGreaterThan(version);
    const [row] = (await listConversations(store.staff, { view: "all" })).rows;
    expect(row).toMatchObject({ lastReplyFailed: true, waitingSince: asked.toISOString() });
    const { places } = await getBoard(store.staff);
    expect(places[0]).toMatchObject({ waiting: 1, oldestWaitingSince: asked.toISOString() });
    expect((await db.select().from(events).orderBy(asc(events.id))).at(-1)).toMatchObject({
      type: "message.updated",
      payload: { conversationId, seqs: [item.seq] },
    });
  });

  test.each(["queued", "sending", "unknown", "sent", "delivered", "read"] as const)(
    "does not include one that is %s, which counts as an answer",
    async (status) => {
      await report(await reply(), status);
      expect(await shown()).toEqual(ANSWERED);
    },
  );

  test("counts as an answer again while it is retried, and once the retry arrives", async () => {
    const item = await reply();
    await report(item, "failed");
    await retryMessage(store.staff, { conversationId, itemId: item.id });
    expect(await shown()).toEqual(ANSWERED);
    await report(item, "failed", 1);
    expect(await shown()).toEqual(ANSWERED);
    const claimed = await claimNextDelivery(store.ctx, { conversationId });
    expect(claimed).toMatchObject({ itemId: item.id, attempt: 2 });
    await report(item, "delivered", 2);
    expect(await shown()).toEqual(ANSWERED);
  });

  test("counts as failed again when the retry fails, too", async () => {
    const item = await reply();
    await report(item, "failed");
    await retryMessage(store.staff, { conversationId, itemId: item.id });
    await claimNextDelivery(store.ctx, { conversationId });
    await report(item, "failed", 2);
    expect(await shown()).toEqual({ lastReplyFailed: true, waitingSince: asked });
  });

  test("does not make the customer wait when another reply was sent; a row shows the last one", async () => {
    const [first, second] = [await reply("one"), await reply("two")];
    await report(second, "delivered");
    await report(first, "failed");
    expect(await shown()).toEqual(ANSWERED);
    const third = await reply("three");
    await report(third, "failed");
    expect(await shown()).toEqual({ lastReplyFailed: true, waitingSince: null });
  });

  test("does not make the customer wait until every reply has failed", async () => {
    const [first, second] = [await reply("one"), await reply("two")];
    await report(first, "failed");
    expect(await shown()).toEqual(ANSWERED);
    await report(second, "failed");
    expect(await shown()).toEqual({ lastReplyFailed: true, waitingSince: asked });
  });

  test("may be refused by the provider at once, or by an opt-out before it was sent", async () => {
    const item = await reply();
    const claimed = await claimNextDelivery(store.ctx, { conversationId });
    const result = { outcome: "failed" as const, error: "Unreachable", optedOut: true };
    await settleDelivery(store.ctx, { itemId: item.id, attempt: claimed?.attempt ?? 0, result });
    expect(await shown()).toEqual({ lastReplyFailed: true, waitingSince: asked });
  });

  test("may be refused because the customer has texted STOP, which itself starts no wait", async () => {
    await reply();
    await store.text(PHONE, "STOP");
    expect(await claimNextDelivery(store.ctx, { conversationId })).toBeNull();
    expect(await shown()).toEqual({ lastReplyFailed: true, waitingSince: asked });
    await resolveConversation(store.staff, { conversationId });
    await store.text(PHONE, "START");
    expect((await record()).waitingSince).toBeNull();
  });

  test("reopens a conversation that was resolved or snoozed right after it, and says why", async () => {
    const until = new Date(store.clock.at.getTime() + 3_600_000).toISOString();
    for (const putAway of [
      () => resolveConversation(store.staff, { conversationId }),
      () => snoozeConversation(store.staff, { conversationId, until }),
    ]) {
      const item = await reply();
      await putAway();
      await report(item, "failed");
      expect(await record()).toMatchObject({ status: "open", resolvedAt: null, snoozedUntil: null });
      expect(await shown()).toEqual({ lastReplyFailed: true, waitingSince: asked });
      const lines = await db.select().from(items).where(eq(items.conversationId, conversationId)).orderBy(items.seq);
      expect(lines.at(-1)?.system).toEqual({ type: "reopened_undelivered" });
    }
    expect((await db.select().from(events)).map(({ type }) => type)).toEqual(
      expect.arrayContaining(["conversation.reopened", "conversation.woken"]),
    );
  });

  test("does not reopen a conversation that was resolved after an answer that arrived", async () => {
    const late = await reply("one");
    await report(await reply("two"), "delivered");
    await store.text(PHONE, "Thanks!");
    await resolveConversation(store.staff, { conversationId });
    await report(late, "failed");
    expect(await record()).toMatchObject({ status: "resolved", waitingSince: null, lastReplyFailed: false });
  });

  test("does not restart a wait that an earlier resolve had finished", async () => {
    await report(await reply(), "delivered");
    await store.text(PHONE, "Thanks!");
    await resolveConversation(store.staff, { conversationId });
    const news = await reply("Your order has arrived, too");
    await report(news, "failed");
    expect(await shown()).toEqual({ lastReplyFailed: true, waitingSince: null });
    expect((await record()).status).toBe("open");
    store.later(5);
    await store.text(PHONE, "Which order?");
    const again = store.clock.at;
    await report(await reply("The blue one"), "failed");
    expect(await shown()).toEqual({ lastReplyFailed: true, waitingSince: again });
  });
});

describe("reopening", () => {
  test("by staff restores the wait that resolving had ended", async () => {
    await resolveConversation(store.staff, { conversationId });
    expect((await record()).waitingSince).toBeNull();
    store.later(30);
    await reopenConversation(store.staff, { conversationId });
    expect((await record()).waitingSince).toEqual(asked);
  });

  test("by the customer starts a new wait, because everything before the resolve is finished", async () => {
    await resolveConversation(store.staff, { conversationId });
    store.later(30);
    await store.text(PHONE, "Hello again");
    expect((await record()).waitingSince).toEqual(store.clock.at);
    await resolveConversation(store.staff, { conversationId });
    await reopenConversation(store.staff, { conversationId });
    expect((await record()).waitingSince).toEqual(store.clock.at);
  });
});

describe("reports in any order", () => {
  type Step = { what: "text" | "reply" | "retry" | "report"; which: number; status: DeliveryStatus };
  const step = fc.record<Step>({
    what: fc.constantFrom("text", "reply", "reply", "retry", "report", "report", "report"),
    which: fc.nat(),
    status: fc.constantFrom("sent", "delivered", "failed", "failed"),
  });

  let customers = 0;
  test("a customer waits exactly while no reply after their message was sent or is in flight", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 12 }), async (steps) => {
        const from = `+1415556${String(1000 + customers++)}`;
        ({ conversationId } = await store.text(from, "first"));
        const replies: { item: Item; attempt: number }[] = [];
        for (const { what, which, status } of steps) {
          store.later(1);
          const one = replies[which % Math.max(1, replies.length)];
          if (what === "text") await store.text(from, "more");
          if (what === "reply") replies.push({ item: await reply(), attempt: 1 });
          if (what === "report" && one) await report(one.item, status, one.attempt);
          if (what === "retry" && one) {
            const isQueued = await retryMessage(store.staff, { conversationId, itemId: one.item.id }).catch(() => null);
            if ((isQueued?.delivery?.attempt ?? 0) > one.attempt) one.attempt++;
          }
        }
        const all = await db.select().from(items).where(eq(items.conversationId, conversationId)).orderBy(items.seq);
        const answer = all.findLast((item) => item.direction === "out" && item.deliveryStatus !== "failed")?.seq ?? 0;
        const waits = all.find((item) => item.direction === "in" && item.seq > answer);
        expect(await shown()).toEqual({
          waitingSince: waits?.at ?? null,
          lastReplyFailed: all.findLast((item) => item.direction === "out")?.deliveryStatus === "failed",
        });
      }),
      { numRuns: 30 },
    );
  });
});
