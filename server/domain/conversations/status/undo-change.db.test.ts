import { eq } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { beforeEach, describe, expect, test } from "vitest";
import { makeConversation } from "@/db/factories";
import { type conversations, jobs, offers, undoRecords, users } from "@/db/schema";
import type { Id } from "@/server/contract/ids";
import type { PersonActor } from "@/server/contract/team";
import { purge } from "@/server/domain/operate/purge";
import { type TwoStores, twoStores } from "@/tests/two-stores";
import { assignConversation } from "../assignment/assign-conversation";
import { bulkAssign } from "../assignment/bulk-assign";
import { claimConversation } from "../assignment/claim-conversation";
import { listConversations } from "../inbox/list-conversations";
import { acceptOffer } from "../offers/accept-offer";
import { expireOffer } from "../offers/expire-offer";
import { transferConversation } from "../offers/transfer-conversation";
import { addNote } from "../thread/add-note";
import { markRead } from "../thread/mark-read";
import { reopenConversation } from "./reopen-conversation";
import { resolveConversation } from "./resolve-conversation";
import { snoozeConversation } from "./snooze-conversation";
import { undoChange } from "./undo-change";
import { wakeConversation } from "./wake-conversation";

let { as, system, later, record, published, lines, db, pine, harbor, ana, abe, ben, sue, pat, now } = {} as TwoStores;
beforeEach(async () => {
  ({ as, system, later, record, published, lines, db, pine, harbor, ana, abe, ben, sue, pat, now } = await twoStores());
});
const card = { need: "Wants the blue jacket in M", facts: "", promises: "", consent: "" };
const until = (seconds = 3600) => new Date(now().getTime() + seconds * 1000).toISOString();
const undo = (undoId: Id, actor: PersonActor = ana) => undoChange(as(actor), { undoId });

/** An unanswered question of 20 minutes ago, two messages long, of which Ana has read the first. */
async function waitingConversation(values: Partial<typeof conversations.$inferInsert> = {}) {
  const at = new Date(now().getTime() - 20 * 60_000);
  const made = await makeConversation(db, {
    placeId: pine.id,
    inbound: 2,
    lastMessageAt: at,
    waitingSince: at,
    reads: { [ana.id]: 1 },
    ...values,
  });
  return made.id;
}

/** The visible state of a conversation, which an undo has to restore. */
async function shown(id: Id) {
  const { version, lastSeq, ...rest } = await record(id);
  const { rows, reads } = await listConversations(as(sue), { view: "all" });
  return { ...rest, place: rows.findIndex((row) => row.id === id), unread: reads[id] };
}

type Commands = Record<string, (input: { conversationId: Id; undoId: Id }) => Promise<unknown>>;
const COMMANDS: Commands = {
  claim: (input) => claimConversation(as(ana), input),
  assign: (input) => assignConversation(as(ana), { ...input, to: { userId: ben.id } }),
  resolve: (input) => resolveConversation(as(ana), input),
  snooze: (input) => snoozeConversation(as(ana), { ...input, until: until() }),
};

describe("undo", () => {
  test.each(Object.keys(COMMANDS))(
    "of %s brings back the wait, what was unread, the assignee and the place in the list",
    async (name) => {
      const older = await waitingConversation();
      const newer = await makeConversation(db, { placeId: pine.id });
      const before = await shown(older);
      const undoId = uuidv7();
      await COMMANDS[name]?.({ conversationId: older, undoId });
      expect(await shown(older)).not.toEqual(before);
      later(5);
      const result = await undo(undoId);
      expect(result).toMatchObject({ restored: 1, results: [{ outcome: "restored", unrestored: [] }] });
      expect(result.row).toMatchObject({ id: older, waitingSince: before.waitingSince?.toISOString() });
      expect(await shown(older)).toEqual(before);
      expect((await record(newer.id)).version).toBe(newer.version);
      expect(await lines(older)).toContainEqual({
        type: "undone",
        by: "Ana",
        byId: ana.id,
        action: name,
        ...(name === "claim" || name === "assign" ? { to: "Pine Street", toId: pine.id } : { to: null, toId: null }),
      });
    },
  );

  test("of reopening resolves again, or snoozes again until the earlier time", async () => {
    const resolved = await waitingConversation({ status: "resolved", resolvedAt: now(), assigneeId: abe.id });
    const snoozed = await waitingConversation({ status: "snoozed", snoozedUntil: new Date(until()) });
    for (const conversationId of [resolved, snoozed]) {
      const before = await shown(conversationId);
      const undoId = uuidv7();
      await reopenConversation(as(ana), { conversationId, undoId });
      await undo(undoId);
      expect(await shown(conversationId)).toEqual(before);
    }
    expect((await published()).map(({ type }) => type)).toEqual([
      "conversation.reopened",
      "conversation.resolved",
      "conversation.reopened",
      "conversation.snoozed",
    ]);
    const wakes = (await db.select().from(jobs)).filter(({ name }) => name === "wake-conversation");
    expect(wakes).toHaveLength(1);
    later(3600);
    await wakeConversation(system(), { conversationId: snoozed });
    expect((await record(snoozed)).status).toBe("open");
  });

  test("of reopening leaves the conversation open when its snooze has ended meanwhile, and says so", async () => {
    const id = await waitingConversation({ status: "snoozed", snoozedUntil: new Date(until(3)) });
    const undoId = uuidv7();
    await reopenConversation(as(ana), { conversationId: id, undoId });
    later(5);
    expect((await undo(undoId)).results[0]?.unrestored).toEqual(["snooze"]);
    expect(await record(id)).toMatchObject({ status: "open", snoozedUntil: null });
  });

  test("is refused when the conversation has changed since, and writes nothing", async () => {
    for (const change of [
      (conversationId: Id) => addNote(as(abe), { conversationId, clientMessageId: uuidv7(), body: "Look" }),
      (conversationId: Id) => reopenConversation(as(abe), { conversationId }),
    ]) {
      const id = await waitingConversation();
      const undoId = uuidv7();
      await resolveConversation(as(ana), { conversationId: id, undoId });
      await change(id);
      const before = await record(id);
      await expect(undo(undoId)).rejects.toMatchObject({
        code: "conflict",
        message: "This conversation has changed since, so it was left as it is.",
      });
      expect(await record(id)).toEqual(before);
    }
  });

  test("is allowed after somebody has read the conversation, which stays read", async () => {
    const id = await waitingConversation();
    const undoId = uuidv7();
    await resolveConversation(as(ana), { conversationId: id, undoId });
    await markRead(as(ana), { conversationId: id, seq: 2 });
    expect((await undo(undoId)).restored).toBe(1);
    expect((await record(id)).reads).toEqual({ [ana.id]: 2 });
  });

  test("twice changes nothing the second time; a repeated command keeps its first record", async () => {
    const id = await waitingConversation();
    const input = { conversationId: id, undoId: uuidv7() };
    await resolveConversation(as(ana), input);
    await resolveConversation(as(ana), input);
    expect((await undo(input.undoId)).restored).toBe(1);
    const { version } = await record(id);
    expect(await undo(input.undoId)).toMatchObject({ restored: 0, results: [{ outcome: "unchanged" }] });
    expect((await record(id)).version).toBe(version);
  });

  test("works for a conversation that its author can no longer see, and notifies people who lose it", async () => {
    const id = await waitingConversation({ assigneeId: ana.id });
    const undoId = uuidv7();
    await assignConversation(as(ana), { conversationId: id, to: { userId: ben.id }, undoId });
    await undo(undoId);
    expect(await record(id)).toMatchObject({ placeId: pine.id, assigneeId: ana.id });
    expect((await published()).at(-1)).toMatchObject({
      type: "conversation.assigned",
      was: { placeId: harbor.id, userId: ben.id },
    });
  });

  test("is allowed only to the author of the command, and only when their role allows the command", async () => {
    const id = await waitingConversation();
    const undoId = uuidv7();
    await resolveConversation(as(ana), { conversationId: id, undoId });
    await expect(undo(undoId, abe)).rejects.toMatchObject({ code: "not_found" });
    await expect(undo(uuidv7())).rejects.toMatchObject({ code: "not_found" });
    const bulkId = uuidv7();
    await bulkAssign(as(sue), { bulkId, selection: { ids: [await waitingConversation()] }, to: { userId: abe.id } });
    await expect(undo(bulkId, { ...sue, role: "associate" })).rejects.toMatchObject({ code: "forbidden" });
    const claimed = { conversationId: await waitingConversation(), undoId: uuidv7() };
    await claimConversation(as(pat), claimed);
    expect((await undo(claimed.undoId, pat)).restored).toBe(1);
  });

  test("returns the conversation to the queue when its assignee can no longer work, and says so", async () => {
    const id = await waitingConversation({ assigneeId: abe.id });
    const undoId = uuidv7();
    await assignConversation(as(ana), { conversationId: id, to: { userId: ben.id }, undoId });
    await db.update(users).set({ disabledAt: now() }).where(eq(users.id, abe.id));
    expect((await undo(undoId)).results[0]?.unrestored).toEqual(["assignee"]);
    expect(await record(id)).toMatchObject({ placeId: pine.id, assigneeId: null });
  });
});

describe("a transfer that the undone command withdrew", () => {
  async function offeredThenResolved() {
    const id = await waitingConversation({ assigneeId: ana.id });
    const row = await transferConversation(as(ana), { conversationId: id, to: { userId: ben.id }, card });
    const offerId = row.offer?.id ?? "";
    const undoId = uuidv7();
    await resolveConversation(as(ana), { conversationId: id, undoId });
    return { id, offerId, undoId };
  }
  const offer = async (id: Id) => (await db.select().from(offers).where(eq(offers.id, id)))[0];

  test("is pending again for its remaining time, and can be accepted", async () => {
    const { id, offerId, undoId } = await offeredThenResolved();
    later(30);
    const result = await undo(undoId);
    expect(result.results[0]?.unrestored).toEqual([]);
    expect(result.row?.offer).toMatchObject({ id: offerId, toUser: { name: "Ben" } });
    expect(await offer(offerId)).toMatchObject({ state: "pending", answeredAt: null, answeredBy: null });
    await acceptOffer(as(ben), { conversationId: id, offerId });
    expect((await record(id)).assigneeId).toBe(ben.id);
  });

  test("still expires at its time", async () => {
    const { id, offerId, undoId } = await offeredThenResolved();
    await undo(undoId);
    later(121);
    await expireOffer(system(), { offerId });
    expect(await record(id)).toMatchObject({ offerId: null, assigneeId: ana.id });
  });

  test("stays withdrawn when it has expired or its receiver or sender is disabled; the rest is restored", async () => {
    const over = await offeredThenResolved();
    later(121);
    expect((await undo(over.undoId)).results[0]?.unrestored).toEqual(["offer"]);
    expect(await record(over.id)).toMatchObject({ status: "open", offerId: null });
    expect((await offer(over.offerId))?.state).toBe("withdrawn");
    const gone = await offeredThenResolved();
    await db.update(users).set({ disabledAt: now() }).where(eq(users.id, ben.id));
    expect((await undo(gone.undoId)).results[0]?.unrestored).toEqual(["offer"]);
    expect((await record(gone.id)).status).toBe("open");
  });

  test("is also restored by the undo of a bulk assignment", async () => {
    const id = await waitingConversation({ assigneeId: ana.id });
    const row = await transferConversation(as(ana), { conversationId: id, to: { userId: ben.id }, card });
    const bulkId = uuidv7();
    await bulkAssign(as(sue), { bulkId, selection: { ids: [id] }, to: { userId: abe.id } });
    await undo(bulkId, sue);
    expect(await record(id)).toMatchObject({ assigneeId: ana.id, offerId: row.offer?.id, offeredUserId: ben.id });
  });
});

test("records are kept 7 days", async () => {
  const id = await waitingConversation();
  await resolveConversation(as(ana), { conversationId: id, undoId: uuidv7() });
  later(6 * 86_400);
  await purge(system());
  expect(await db.select().from(undoRecords)).toHaveLength(1);
  later(86_401);
  await purge(system());
  expect(await db.select().from(undoRecords)).toHaveLength(0);
});

test("a record of the previous version, which had only the placement, restores that and keeps the rest", async () => {
  const id = await waitingConversation({ assigneeId: abe.id });
  const { version, waitingSince } = await record(id);
  const undoId = uuidv7();
  await db.insert(undoRecords).values({
    undoId,
    conversationId: id,
    byUserId: sue.id,
    fromPlaceId: harbor.id,
    fromUserId: ben.id,
    afterVersion: version,
  });
  expect((await undo(undoId, sue)).restored).toBe(1);
  expect(await record(id)).toMatchObject({ placeId: harbor.id, assigneeId: ben.id, status: "open", waitingSince });
});
