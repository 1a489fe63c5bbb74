import { uuidv7 } from "uuidv7";
import { beforeEach, expect, test } from "vitest";
import { makeConversation } from "@/db/factories";
import type { Id } from "@/server/contract/ids";
import { type TwoStores, twoStores } from "@/tests/two-stores";
import { assignConversation } from "../assignment/assign-conversation";
import { claimConversation } from "../assignment/claim-conversation";
import { declineOffer } from "../offers/decline-offer";
import { transferConversation } from "../offers/transfer-conversation";
import { sendMessage } from "../sending/send-message";
import { reopenConversation } from "../status/reopen-conversation";
import { resolveConversation } from "../status/resolve-conversation";
import { snoozeConversation } from "../status/snooze-conversation";
import { wakeConversation } from "../status/wake-conversation";
import { addNote } from "../thread/add-note";
import { customerContext } from "../thread/customer-context";
import { listConversations } from "./list-conversations";

let { as, system, later, record, db, pine, harbor, ana, abe, ben, sue, now } = {} as TwoStores;
beforeEach(async () => {
  ({ as, system, later, record, db, pine, harbor, ana, abe, ben, sue, now } = await twoStores());
});
const card = { need: "Wants the blue jacket in M", facts: "", promises: "", consent: "" };

/** Two conversations: the older one is two hours old, the newer one a minute. */
async function olderAndNewer() {
  const at = now();
  const older = await makeConversation(db, {
    placeId: pine.id,
    lastMessageAt: new Date(at.getTime() - 2 * 3_600_000),
    preview: "Is it in stock?",
    previewBy: "customer",
  });
  const newer = await makeConversation(db, { placeId: pine.id, lastMessageAt: new Date(at.getTime() - 60_000) });
  return {
    older,
    newer,
    order: async () => (await listConversations(as(sue), { view: "all" })).rows.map(({ id }) => id),
  };
}

const until = () => new Date(now().getTime() + 3_600_000).toISOString();
/** All changes that write a system line into an open conversation and leave it open. */
const CHANGES: Record<string, (conversationId: Id) => Promise<unknown>> = {
  "a claim": (conversationId) => claimConversation(as(ana), { conversationId }),
  "an assignment": (conversationId) => assignConversation(as(ana), { conversationId, to: { userId: abe.id } }),
  "resolving and reopening": async (conversationId) => {
    await resolveConversation(as(ana), { conversationId });
    await reopenConversation(as(ana), { conversationId });
  },
  "a snooze that ends": async (conversationId) => {
    await snoozeConversation(as(ana), { conversationId, until: until() });
    later(3600);
    await wakeConversation(system(), { conversationId });
  },
  "a transfer that is declined": async (conversationId) => {
    const row = await transferConversation(as(sue), { conversationId, to: { userId: ben.id }, card });
    await declineOffer(as(ben), { conversationId, offerId: row.offer?.id ?? "", reason: "busy" });
  },
  "a note": (conversationId) => addNote(as(ana), { conversationId, clientMessageId: uuidv7(), body: "VIP" }),
};

test.each(Object.keys(CHANGES))("%s does not move a conversation in the list", async (change) => {
  const { older, newer, order } = await olderAndNewer();
  later(60);
  await CHANGES[change]?.(older.id);
  expect(await order()).toEqual([newer.id, older.id]);
  expect((await record(older.id)).lastMessageAt).toEqual(older.lastMessageAt);
});

test("a system line replaces neither the preview of the last message nor who wrote it", async () => {
  const { older } = await olderAndNewer();
  for (const [name, change] of Object.entries(CHANGES)) if (name !== "a note") await change(older.id);
  expect(await record(older.id)).toMatchObject({ preview: "Is it in stock?", previewBy: "customer" });
});

test("a reply moves a conversation to the top", async () => {
  const { older, newer, order } = await olderAndNewer();
  later(60);
  const said = { conversationId: older.id, clientMessageId: uuidv7(), body: "Yes", seenSeq: 1 };
  await sendMessage(as(ana), said);
  expect(await order()).toEqual([older.id, newer.id]);
  expect((await record(older.id)).lastMessageAt).toEqual(now());
});

test("a customer's earlier conversations are ordered by their last message", async () => {
  const { older, newer } = await olderAndNewer();
  const { id } = await makeConversation(db, { placeId: pine.id, customerId: older.customerId });
  const between = await makeConversation(db, {
    placeId: harbor.id,
    customerId: older.customerId,
    lastMessageAt: newer.lastMessageAt,
  });
  await resolveConversation(as(ana), { conversationId: older.id });
  const { earlier } = await customerContext(as(ana), { conversationId: id });
  expect(earlier.map((one) => one.id)).toEqual([between.id, older.id]);
});
