import { eq } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { beforeEach, describe, expect, test } from "vitest";
import { makeConversation } from "@/db/factories";
import { jobs, users } from "@/db/schema";
import { type TwoStores, twoStores } from "@/tests/two-stores";
import { acceptOffer } from "../offers/accept-offer";
import { declineOffer } from "../offers/decline-offer";
import { transferConversation } from "../offers/transfer-conversation";
import { withdrawOffer } from "../offers/withdraw-offer";
import { reopenConversation } from "../status/reopen-conversation";
import { resolveConversation } from "../status/resolve-conversation";
import { snoozeConversation } from "../status/snooze-conversation";
import { wakeConversation } from "../status/wake-conversation";
import { addCustomerNote } from "../thread/add-customer-note";
import { customerContext } from "../thread/customer-context";
import { earlierItems } from "../thread/earlier-items";
import { earlierThread } from "../thread/earlier-thread";
import { getConversation } from "../thread/get-conversation";
import { itemsSince } from "../thread/items-since";
import { markRead } from "../thread/mark-read";
import { assignConversation } from "./assign-conversation";
import { claimConversation } from "./claim-conversation";

let { as, system, later, record, published, lines, db, pine, harbor, ana, abe, ben, pat, now } = {} as TwoStores;
beforeEach(async () => {
  ({ as, system, later, record, published, lines, db, pine, harbor, ana, abe, ben, pat, now } = await twoStores());
});
const card = { need: "Wants the blue jacket in M", facts: "", promises: "", consent: "" };

describe("claiming", () => {
  test("the first wins and the other learns who; claiming one's own conversation succeeds without a line", async () => {
    const { id } = await makeConversation(db, { placeId: pine.id });
    expect((await claimConversation(as(ana), { conversationId: id })).assignee?.name).toBe("Ana");
    await expect(claimConversation(as(abe), { conversationId: id })).rejects.toMatchObject({
      code: "taken",
      details: { by: "Ana" },
    });
    await claimConversation(as(ana), { conversationId: id });
    expect(await published()).toEqual([
      {
        type: "conversation.assigned",
        conversationId: id,
        seqs: [2],
        was: { placeId: pine.id, userId: null, offeredUserId: null, offeredPlaceId: null },
      },
    ]);
  });
});

describe("a person of another place", () => {
  test("gets not_found everywhere, and nothing is written", async () => {
    const { id: conversationId, customerId } = await makeConversation(db, { placeId: pine.id });
    const earlier = await makeConversation(db, { placeId: pine.id, customerId, status: "resolved" });
    const offered = await makeConversation(db, { placeId: pine.id, assigneeId: ana.id });
    const made = await transferConversation(as(ana), { conversationId: offered.id, to: { userId: abe.id }, card });
    const offer = { conversationId: offered.id, offerId: made.offer?.id ?? "" };
    const before = (await published()).length;
    const c = as(ben);
    const attempts = [
      () => getConversation(c, { conversationId }),
      () => earlierItems(c, { conversationId, beforeSeq: 9 }),
      () => itemsSince(c, { conversationId, afterSeq: 0 }),
      () => claimConversation(c, { conversationId }),
      () => assignConversation(c, { conversationId, to: { userId: ben.id } }),
      () => resolveConversation(c, { conversationId }),
      () => reopenConversation(c, { conversationId: earlier.id }),
      () => snoozeConversation(c, { conversationId, until: new Date(now().getTime() + 60_000).toISOString() }),
      () => markRead(c, { conversationId, seq: 1 }),
      () => transferConversation(c, { conversationId, to: { placeId: harbor.id }, card }),
      () => acceptOffer(c, offer),
      () => declineOffer(c, { ...offer, reason: "no" }),
      () => withdrawOffer(c, offer),
      () => customerContext(c, { conversationId }),
      () => earlierThread(c, { conversationId, earlierId: earlier.id }),
      () => addCustomerNote(c, { conversationId, noteId: uuidv7(), body: "x" }),
    ];
    for (const attempt of attempts) await expect(attempt()).rejects.toMatchObject({ code: "not_found" });
    expect(await published()).toHaveLength(before);
  });
});

describe("assigning", () => {
  test("to a person at another place moves it there; to a place puts it in its queue; a disabled person cannot be assigned work", async () => {
    const { id } = await makeConversation(db, { placeId: pine.id, assigneeId: ana.id });
    const row = await assignConversation(as(ana), { conversationId: id, to: { userId: ben.id } });
    expect(row).toMatchObject({ place: { name: "Harbor" }, assignee: { name: "Ben" } });
    await assignConversation(as(ben), { conversationId: id, to: { placeId: pine.id } });
    expect(await record(id)).toMatchObject({ placeId: pine.id, assigneeId: null });
    expect(await lines(id)).toEqual([
      { type: "assigned", by: "Ana", byId: ana.id, from: "Ana", fromId: ana.id, to: "Ben", toId: ben.id },
      { type: "assigned", by: "Ben", byId: ben.id, from: "Ben", fromId: ben.id, to: "Pine Street", toId: pine.id },
    ]);
    await db.update(users).set({ disabledAt: now() }).where(eq(users.id, ben.id));
    await expect(assignConversation(as(ana), { conversationId: id, to: { userId: ben.id } })).rejects.toMatchObject({
      code: "invalid",
      message: "Ben is disabled and cannot take work.",
    });
    await expect(
      assignConversation(as(ana), { conversationId: id, to: { userId: abe.id, placeId: harbor.id } }),
    ).rejects.toMatchObject({ code: "invalid" });
    await expect(assignConversation(as(pat), { conversationId: id, to: { userId: ana.id } })).rejects.toMatchObject({
      code: "forbidden",
    });
  });
});

describe("snoozing and resolving", () => {
  test("a snoozed conversation reopens at its time and not before; resolving and reopening keep its owner", async () => {
    const { id } = await makeConversation(db, { placeId: pine.id, assigneeId: ana.id });
    const until = new Date(now().getTime() + 3_600_000);
    await snoozeConversation(as(ana), { conversationId: id, until: until.toISOString() });
    const [job] = await db.select().from(jobs);
    expect(job).toMatchObject({ name: "wake-conversation", runAt: until });
    await wakeConversation(system(), { conversationId: id });
    expect((await record(id)).status).toBe("snoozed");
    later(3600);
    await wakeConversation(system(), { conversationId: id });
    await wakeConversation(system(), { conversationId: id });
    expect(await record(id)).toMatchObject({ status: "open", snoozedUntil: null });
    await resolveConversation(as(ana), { conversationId: id });
    await resolveConversation(as(ana), { conversationId: id });
    expect((await reopenConversation(as(abe), { conversationId: id })).assignee?.name).toBe("Ana");
    expect((await published()).map((event) => event.type)).toEqual([
      "conversation.snoozed",
      "conversation.woken",
      "conversation.resolved",
      "conversation.reopened",
    ]);
    await expect(snoozeConversation(as(ana), { conversationId: id, until: now().toISOString() })).rejects.toMatchObject(
      { code: "invalid" },
    );
  });

  test("a conversation whose owner has been disabled reopens in the queue", async () => {
    const { id } = await makeConversation(db, { placeId: pine.id, assigneeId: ana.id, status: "resolved" });
    await db.update(users).set({ disabledAt: now() }).where(eq(users.id, ana.id));
    expect((await reopenConversation(as(abe), { conversationId: id })).assignee).toBeNull();
  });

  test("a read mark only moves forward, never past the end, and changes nothing else", async () => {
    const { id, version } = await makeConversation(db, { placeId: pine.id, inbound: 3 });
    await markRead(as(ana), { conversationId: id, seq: 2 });
    await markRead(as(ana), { conversationId: id, seq: 1 });
    await markRead(as(abe), { conversationId: id, seq: 99 });
    expect(await record(id)).toMatchObject({ version, reads: { [ana.id]: 2, [abe.id]: 3 } });
    expect(await published()).toEqual([
      { type: "conversation.read", conversationId: id, userId: ana.id, seq: 2 },
      { type: "conversation.read", conversationId: id, userId: abe.id, seq: 3 },
    ]);
    expect((await getConversation(as(ana), { conversationId: id })).readSeq).toBe(2);
  });
});
