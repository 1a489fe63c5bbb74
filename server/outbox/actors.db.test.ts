import { asc } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { beforeEach, describe, expect, test } from "vitest";
import type { Db } from "@/db/client";
import { conversations, events } from "@/db/schema";
import { claimConversation } from "@/server/domain/conversations/assignment/claim-conversation";
import { resolveConversation } from "@/server/domain/conversations/status/resolve-conversation";
import { snoozeConversation } from "@/server/domain/conversations/status/snooze-conversation";
import { wakeConversation } from "@/server/domain/conversations/status/wake-conversation";
import { addNote } from "@/server/domain/conversations/thread/add-note";
import { freshDb } from "@/tests/db";
import { makeStore } from "@/tests/inbound";
import { logHead, readLog } from "./event-log";

let db: Db;
beforeEach(async () => {
  ({ db } = await freshDb());
});

const logged = async () =>
  (await db.select().from(events).orderBy(asc(events.id))).map(({ type, actorKind, actorId }) => [
    type,
    actorKind,
    actorId,
  ]);

describe("each event names who caused it", () => {
  test("a customer's message names the customer, whichever path stored it", async () => {
    const { text } = await makeStore(db);
    // The first opens a conversation; the second is stored by the single statement.
    await text("+14155550100", "Hello");
    await text("+14155550100", "Do you have it in 9?");
    const [conversation] = await db.select().from(conversations);
    const by = ["customer", conversation?.customerId];
    expect(await logged()).toEqual([
      ["conversation.opened", ...by],
      ["message.received", ...by],
      ["message.received", ...by],
    ]);
  });

  test("an opt-out names the customer, and our confirmation of it the system", async () => {
    const store = await makeStore(db);
    store.sms.answersKeywords = true;
    const { conversationId } = await store.text("+14155550100", "STOP");
    const [conversation] = await db.select().from(conversations);
    const by = ["customer", conversation?.customerId];
    expect(conversation?.id).toBe(conversationId);
    expect((await logged()).slice(1)).toEqual([
      ["message.received", ...by],
      ["message.updated", ...by],
      ["consent.changed", ...by],
      ["message.sent", "system", null],
    ]);
  });

  test("a colleague's change names the colleague, a job's the system, and reopening by a message the customer", async () => {
    const { text, staff, ctx, actor, later } = await makeStore(db);
    const { conversationId } = await text("+14155550100", "Hello");
    const head = (await logged()).length;
    await claimConversation(staff, { conversationId });
    await addNote(staff, { conversationId, clientMessageId: uuidv7(), body: "Regular" });
    await snoozeConversation(staff, { conversationId, until: new Date(ctx.now().getTime() + 60_000).toISOString() });
    later(2);
    await wakeConversation(ctx, { conversationId });
    await resolveConversation(staff, { conversationId });
    await text("+14155550100", "One more thing");
    const [conversation] = await db.select().from(conversations);
    expect((await logged()).slice(head)).toEqual([
      ["conversation.assigned", "person", actor.id],
      ["note.added", "person", actor.id],
      ["conversation.snoozed", "person", actor.id],
      ["conversation.woken", "system", null],
      ["conversation.resolved", "person", actor.id],
      ["conversation.reopened", "customer", conversation?.customerId],
      ["message.received", "customer", conversation?.customerId],
    ]);
  });

  test("readers of the log receive the actor with the event", async () => {
    const { text, staff, actor } = await makeStore(db);
    const { conversationId } = await text("+14155550100", "Hello");
    const head = await logHead(db);
    await claimConversation(staff, { conversationId });
    expect((await readLog(db, head, 10)).map((event) => event.actor)).toEqual([{ kind: "person", id: actor.id }]);
  });
});
