import { uuidv7 } from "uuidv7";
import { beforeEach, describe, expect, test } from "vitest";
import { makeConversation } from "@/db/factories";
import { type TwoStores, twoStores } from "@/tests/two-stores";
import { bulkAssign } from "../assignment/bulk-assign";
import { resolveConversation } from "../status/resolve-conversation";
import { undoChange } from "../status/undo-change";
import { addCustomerNote } from "./add-customer-note";
import { customerContext } from "./customer-context";
import { earlierItems } from "./earlier-items";
import { earlierThread } from "./earlier-thread";
import { getConversation } from "./get-conversation";
import { itemsSince } from "./items-since";

let { as, record, published, db, pine, harbor, ana, abe, ben, sue, pat } = {} as TwoStores;
beforeEach(async () => {
  ({ as, record, published, db, pine, harbor, ana, abe, ben, sue, pat } = await twoStores());
});

describe("a bulk move", () => {
  test("gives each row its outcome, and Undo restores those that have not changed since", async () => {
    const [a, b, c, gone] = await Promise.all([
      makeConversation(db, { placeId: pine.id, assigneeId: ana.id }),
      makeConversation(db, { placeId: pine.id }),
      makeConversation(db, { placeId: harbor.id, assigneeId: ben.id }),
      makeConversation(db, { placeId: pine.id, status: "resolved" }),
    ]);
    const bulkId = uuidv7();
    const ids = [a.id, b.id, c.id, gone.id, uuidv7()];
    const result = await bulkAssign(as(sue), { bulkId, selection: { ids }, to: { userId: ben.id } });
    expect(result.results.map((row) => row.outcome)).toEqual(["moved", "moved", "unchanged", "unchanged", "not_found"]);
    const again = await bulkAssign(as(sue), { bulkId, selection: { ids }, to: { userId: ben.id } });
    expect(again.moved).toBe(2);
    await resolveConversation(as(ben), { conversationId: b.id });
    const undone = await undoChange(as(sue), { undoId: bulkId });
    expect(new Map(undone.results.map((row) => [row.conversationId, row.outcome]))).toEqual(
      new Map([
        [a.id, "restored"],
        [b.id, "changed_meanwhile"],
      ]),
    );
    expect(await record(a.id)).toMatchObject({ placeId: pine.id, assigneeId: ana.id });
    expect((await undoChange(as(sue), { undoId: bulkId })).restored).toBe(0);
  });

  test("moves everything that a filter matches, but not for an associate", async () => {
    for (let n = 0; n < 5; n++) await makeConversation(db, { placeId: pine.id });
    await makeConversation(db, { placeId: harbor.id });
    const filter = { view: "unassigned" as const, placeId: pine.id };
    const input = { bulkId: uuidv7(), selection: { filter }, to: { userId: abe.id } };
    await expect(bulkAssign(as(ana), input)).rejects.toMatchObject({ code: "forbidden" });
    expect((await bulkAssign(as(sue), input)).moved).toBe(5);
  });
});

describe("a thread", () => {
  test("shows its newest 50 items and the customer's other conversations, and loads earlier pages; partners see only their own", async () => {
    const here = await makeConversation(db, { placeId: pine.id, inbound: 120 });
    const there = await makeConversation(db, { placeId: harbor.id, customerId: here.customerId });
    const open = await getConversation(as(sue), { conversationId: here.id });
    expect([open.items.length, open.items[0]?.seq, open.items.at(-1)?.seq, open.hasEarlier]).toEqual([
      50,
      71,
      120,
      true,
    ]);
    expect(open.alsoOpen.map((row) => row.id)).toEqual([there.id]);
    expect((await getConversation(as(ana), { conversationId: here.id })).alsoOpen).toEqual([]);
    const earlier = await earlierItems(as(ana), { conversationId: here.id, beforeSeq: 21 });
    expect([earlier.items.length, earlier.items[0]?.seq, earlier.hasEarlier]).toEqual([20, 1, false]);
    expect((await itemsSince(as(ana), { conversationId: here.id, afterSeq: 118 })).map((item) => item.seq)).toEqual([
      119, 120,
    ]);
    const through = { conversationId: here.id, earlierId: there.id };
    expect((await earlierThread(as(ana), through)).items).toHaveLength(1);
    await expect(earlierThread(as(pat), through)).rejects.toMatchObject({ code: "not_found" });
    expect((await customerContext(as(ana), { conversationId: here.id })).earlier.map((row) => row.id)).toEqual([
      there.id,
    ]);
    expect((await customerContext(as(pat), { conversationId: here.id })).earlier).toEqual([]);
  });

  test("a customer note is added once, however often the request is repeated", async () => {
    const { id: conversationId } = await makeConversation(db, { placeId: pine.id });
    const note = { conversationId, noteId: uuidv7(), body: "Prefers texts" };
    const first = await addCustomerNote(as(ana), note);
    expect(await addCustomerNote(as(ana), note)).toEqual(first);
    await expect(addCustomerNote(as(ana), { ...note, body: "Other" })).rejects.toMatchObject({ code: "conflict" });
    expect((await customerContext(as(abe), { conversationId })).notes).toEqual([first]);
    expect(await published()).toHaveLength(1);
  });
});
