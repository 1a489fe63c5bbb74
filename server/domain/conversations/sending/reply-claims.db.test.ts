import { eq } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { beforeEach, describe, expect, test } from "vitest";
import { makeConversation } from "@/db/factories";
import { items, users } from "@/db/schema";
import type { Id } from "@/server/contract/ids";
import type { PersonActor } from "@/server/contract/team";
import { type TwoStores, twoStores } from "@/tests/two-stores";
import { claimConversation } from "../assignment/claim-conversation";
import { undoChange } from "../status/undo-change";
import { addNote } from "../thread/add-note";
import { getConversation } from "../thread/get-conversation";
import { sendMessage } from "./send-message";

let { as, system, record, published, lines, db, pine, harbor, ana, abe, ben, sue, pat, now } = {} as TwoStores;
beforeEach(async () => {
  ({ as, system, record, published, lines, db, pine, harbor, ana, abe, ben, sue, pat, now } = await twoStores());
});

const queued = async (values = {}) =>
  (await makeConversation(db, { placeId: pine.id, waitingSince: now(), ...values })).id;
const reply = (actor: PersonActor, conversationId: Id, more: { undoId?: Id; seenSeq?: number; force?: boolean } = {}) =>
  sendMessage(as(actor), { conversationId, clientMessageId: uuidv7(), body: "Yes, two pairs", seenSeq: 1, ...more });
const bodies = async (id: Id) =>
  (await getConversation(as(sue), { conversationId: id })).items
    .filter((item) => item.kind === "message")
    .map((item) => item.body);

describe("a reply to an unassigned conversation", () => {
  test("assigns it to its author in the same transaction, with a line and an event, and reports the claim", async () => {
    const id = await queued();
    const sent = await reply(ana, id);
    expect(sent).toMatchObject({ seq: 3, kind: "message", claimed: true });
    expect(await record(id)).toMatchObject({
      assigneeId: ana.id,
      placeId: pine.id,
      previewBy: "staff",
      waitingSince: null,
    });
    expect(await lines(id)).toEqual([{ type: "claimed", by: "Ana", byId: ana.id }]);
    const was = { placeId: pine.id, userId: null, offeredUserId: null, offeredPlaceId: null };
    expect(await published()).toEqual([
      { type: "conversation.assigned", conversationId: id, seqs: [2], was },
      { type: "message.sent", conversationId: id, seqs: [3] },
    ]);
  });

  test("can be undone: the conversation returns to the queue, the message stays sent and the customer answered", async () => {
    for (const actor of [ana, pat]) {
      const id = await queued();
      const undoId = uuidv7();
      await reply(actor, id, { undoId });
      expect(await undoChange(as(actor), { undoId })).toMatchObject({ restored: 1, row: { assignee: null } });
      expect(await record(id)).toMatchObject({
        assigneeId: null,
        placeId: pine.id,
        status: "open",
        waitingSince: null,
      });
      expect((await bodies(id)).at(-1)).toBe("Yes, two pairs");
    }
  });

  test("is one reply and one claim however often the request is repeated", async () => {
    const id = await queued();
    const input = { conversationId: id, clientMessageId: uuidv7(), undoId: uuidv7(), body: "Yes", seenSeq: 1 };
    const first = await sendMessage(as(ana), input);
    expect(await sendMessage(as(ana), input)).toEqual(first);
    expect(await lines(id)).toHaveLength(1);
  });

  test("reopens a resolved conversation for its author when its owner is disabled", async () => {
    const id = await queued({ status: "resolved", resolvedAt: now(), assigneeId: abe.id });
    await db.update(users).set({ disabledAt: now() }).where(eq(users.id, abe.id));
    expect(await reply(ana, id)).toMatchObject({ claimed: true });
    expect(await record(id)).toMatchObject({ status: "open", assigneeId: ana.id });
  });

  test("by a supervisor who works elsewhere leaves it at its place", async () => {
    const id = await queued({ placeId: harbor.id });
    await reply(sue, id);
    expect(await record(id)).toMatchObject({ placeId: harbor.id, assigneeId: sue.id });
  });

  test("by a person who has just been disabled is refused, and nothing is written", async () => {
    const id = await queued();
    await db.update(users).set({ disabledAt: now() }).where(eq(users.id, ana.id));
    await expect(reply(ana, id)).rejects.toMatchObject({ code: "unauthenticated" });
    expect(await record(id)).toMatchObject({ assigneeId: null, lastSeq: 1 });
  });
});

describe("actions that do not claim", () => {
  test("a note", async () => {
    const id = await queued();
    await addNote(as(ana), { conversationId: id, clientMessageId: uuidv7(), body: "Checking" });
    expect((await record(id)).assigneeId).toBeNull();
  });

  test("a reply in a colleague's conversation: it stays theirs", async () => {
    const id = await queued({ assigneeId: abe.id });
    expect(await reply(ana, id)).toMatchObject({ claimed: false });
    expect((await record(id)).assigneeId).toBe(abe.id);
    expect(await lines(id)).toEqual([]);
  });

  test("a reply of the system's own", async () => {
    const id = await queued();
    await sendMessage(system(), { conversationId: id, clientMessageId: uuidv7(), body: "We are closed", seenSeq: 9 });
    expect((await record(id)).assigneeId).toBeNull();
  });
});

describe("when a colleague was first", () => {
  test("with a claim, the reply is sent and the conversation stays theirs", async () => {
    const id = await queued();
    await claimConversation(as(abe), { conversationId: id });
    expect(await reply(ana, id)).toMatchObject({ claimed: false });
    expect((await record(id)).assigneeId).toBe(abe.id);
  });

  test("with a reply, the second reply is refused with the difference, and does not claim when sent anyway", async () => {
    const id = await queued();
    await reply(abe, id);
    const refusal = await reply(ana, id).catch((error) => error);
    expect(refusal).toMatchObject({ code: "conflict" });
    expect(refusal.details.items).toHaveLength(2);
    expect(await reply(ana, id, { force: true })).toMatchObject({ claimed: false });
    expect((await record(id)).assigneeId).toBe(abe.id);
    expect(await db.select().from(items).where(eq(items.conversationId, id))).toHaveLength(4);
  });

  test("of another place, a reply is refused", async () => {
    const id = await queued();
    await expect(reply(ben, id)).rejects.toMatchObject({
      code: "not_found",
      message: "You no longer have access to this conversation.",
      details: { conversationId: id },
    });
  });
});
