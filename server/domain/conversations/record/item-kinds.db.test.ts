import { eq, sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { beforeEach, expect, test } from "vitest";
import { z } from "zod";
import { makeConversation } from "@/db/factories";
import { items } from "@/db/schema";
import { CallDetail } from "@/server/contract/calls";
import type { ItemKind, StoredKind } from "@/server/contract/conversations";
import { command } from "@/server/domain/command";
import { hydrateBoth } from "@/server/domain/sync/hydrate";
import { logHead, readLog } from "@/server/outbox/event-log";
import { shownText } from "@/tests/shown-text";
import { type TwoStores, twoStores } from "@/tests/two-stores";
import { retryMessage } from "../sending/retry-message";
import { getConversation } from "../thread/get-conversation";
import { publicThread } from "../thread/public-thread";
import { appendItem, type NewItem } from "./append-item";
import { type ItemKindDefinition, itemKinds } from "./item-kinds";

const NUMBER = "+12133734253";
const AT = ["2026-11-29T09:00:00.000Z", "2026-11-29T09:00:30.000Z"] as const;
const missedCall: CallDetail = {
  direction: "in",
  phases: [
    { phase: "ringing", at: AT[0] },
    { phase: "ended", at: AT[1] },
  ],
  participants: [
    { role: "customer", userId: null, name: NUMBER, address: NUMBER, joinedAt: AT[0], leftAt: AT[1] },
    { role: "staff", userId: uuidv7(), name: "Ana Ruiz", address: null, joinedAt: AT[0], leftAt: null },
  ],
  outcome: "missed",
  recordingRef: "recordings/1",
  transcriptRef: "transcripts/1",
};

const ofVisitor = { contactKind: "visitor", contactValue: "v1" };

let world: TwoStores;
let conversationId: string;
beforeEach(async () => {
  world = await twoStores();
  const { db, pine, ana } = world;
  const visitor = { ...ofVisitor, preview: "Is it in stock?" };
  ({ id: conversationId } = await makeConversation(db, { placeId: pine.id, assigneeId: ana.id, ...visitor }));
  await db.update(items).set(ofVisitor);
});

/** Appends an item as a command of a later feature would. */
const append = (item: NewItem) =>
  command(z.strictObject({}), async (write) => {
    const { seq } = await appendItem(write, conversationId, item);
    write.emit("message.updated", { conversationId, seqs: [seq] });
    return seq;
  })(world.system(), {});
const last = async (actor = world.ana) => {
  const detail = await getConversation(world.as(actor), { conversationId });
  return { row: detail.row, item: detail.items.at(-1) };
};
/** Writes an item as a newer version, or a bug, would. */
async function insertRaw(values: Record<string, unknown>): Promise<void> {
  const row = {
    id: uuidv7(),
    conversation_id: conversationId,
    seq: 2,
    at: AT[0],
    body: "raise the shields",
    ...values,
  };
  await world.db.execute(sql`insert into items select * from json_populate_record(
    json_populate_record(null::items, '{"version":1,"has_attachments":false,"attempt":0,"contact_scope":""}'), ${JSON.stringify(row)}::json)`);
  await world.db.execute(
    sql`update conversations set last_seq = 2, version = version + 1 where id = ${conversationId}`,
  );
}

test("a stored call has its detail, changes the inbox row's preview, and does not move the conversation in lists", async () => {
  const { row: before } = await last();
  await append({ kind: "call", channel: "phone", detail: missedCall });
  const { row, item } = await last();
  expect(item).toEqual({
    ...{ id: expect.any(String), conversationId, seq: before.lastSeq + 1, version: 1, author: null },
    ...{ at: expect.any(String), kind: "call", channel: "phone", call: missedCall },
  });
  expect(row).toMatchObject({ preview: "in.missed", previewBy: "call" });
  expect(row.lastMessageAt).toBe(before.lastMessageAt);
});

test("a masked reader sees of a call neither the customer's number nor its recording and transcript", async () => {
  await append({ kind: "call", detail: missedCall });
  const { item } = await last(world.pat);
  expect(item).toMatchObject({ kind: "call", call: { outcome: "missed", recordingRef: null, transcriptRef: null } });
  expect(shownText(item)).not.toMatch(/373|recordings|transcripts/);
  expect(shownText(item)).toContain("Ana Ruiz");
});

test("the customer sees no call", async () => {
  const seen = async () => (await publicThread(world.db, "v1", conversationId)).messages;
  const before = await seen();
  expect(before).toHaveLength(1);
  await append({ kind: "call", detail: missedCall, ...ofVisitor });
  expect(await seen()).toEqual(before);
  const [stored] = await world.db.select().from(items).where(eq(items.kind, "call"));
  expect(stored?.publicSeq).toBeNull();
});

test.each([
  ["a kind that this version does not know", { kind: "hologram", detail: { text: "raise the shields" } }],
  ["a call whose detail is not a call's", { kind: "call", detail: { direction: "sideways" } }],
])("%s keeps its place, says nothing of its content and is no message, by query and by push", async (_, values) => {
  const { db, system } = world;
  const head = await logHead(db);
  await insertRaw(values);
  const { item, row } = await last();
  expect(item).toEqual({
    ...{ id: expect.any(String), conversationId, seq: 2, version: 1, author: null },
    ...{ at: AT[0], kind: "unknown" },
  });
  expect(row).toMatchObject({ preview: "Is it in stock?", lastSeq: 2 });
  await command(z.strictObject({}), async ({ emit }) => emit("message.updated", { conversationId, seqs: [2] }))(
    system(),
    {},
  );
  const { clear } = await hydrateBoth(db, await readLog(db, head, 10));
  expect([...clear.values()]).toMatchObject([{ entity: { items: [{ seq: 2, kind: "unknown" }] } }]);
  expect(JSON.stringify([...clear.values()])).not.toContain("shields");
  expect((await publicThread(db, "v1", conversationId)).messages).toHaveLength(1);
  const retry = retryMessage(world.as(world.ana), { conversationId, itemId: item?.id ?? "" });
  await expect(retry).rejects.toMatchObject({ code: "not_found" });
});

test("the database refuses to number, direct or deliver anything but a message", async () => {
  const call = { kind: "call", detail: missedCall };
  for (const claim of [{ public_seq: 9 }, { direction: "in" }, { delivery_status: "queued" }])
    for (const kind of [call, { kind: "hologram" }]) await expect(insertRaw({ ...kind, ...claim })).rejects.toThrow();
  await expect(insertRaw({ kind: "call", detail: null })).rejects.toThrow();
});

test("nothing is written under an unknown kind, or with a detail that is not of its kind", async () => {
  const before = await last();
  const wrong = [{ kind: "hologram" }, { kind: "constructor" }, { kind: "call", detail: {} }, { kind: "system" }];
  for (const item of wrong) await expect(append(item as never)).rejects.toThrow("not an entry of a known kind");
  expect(await last()).toEqual(before);
});

test("a call's phases are in order, nobody leaves before joining, and an ended call has an outcome", () => {
  const parse = (part: Partial<CallDetail>) => CallDetail.safeParse({ ...missedCall, ...part }).success;
  const [customer] = missedCall.participants as [CallDetail["participants"][number]];
  expect(parse({})).toBe(true);
  expect(parse({ phases: [{ phase: "ringing", at: AT[0] }], outcome: null })).toBe(true);
  expect(parse({ phases: missedCall.phases.toReversed() })).toBe(false);
  expect(parse({ phases: [] })).toBe(false);
  expect(parse({ participants: [{ ...customer, leftAt: "2026-11-29T08:00:00.000Z" }] })).toBe(false);
  expect(parse({ outcome: null })).toBe(false);
});

test("every kind declares its search text", () => {
  const message = { direction: "in" as const, channel: null, delivery: null, clientMessageId: null };
  expect(itemKinds.message.searchText({ ...message, body: "blue jacket", attachments: [] })).toBe("blue jacket");
  expect(itemKinds.note.searchText({ body: "call back", clientMessageId: null, mentions: [] })).toBe("call back");
  expect(itemKinds.system.searchText({ system: { type: "unsnoozed" } })).toBe("");
  const call = itemKinds.call.searchText({ channel: null, call: missedCall });
  expect(call).toBe(`Incoming call · missed ${NUMBER} Ana Ruiz`);
});

test("a kind of item without its definition does not compile", () => {
  const { call: _, ...others } = itemKinds;
  // @ts-expect-error calls have no definition here
  const incomplete: { [K in StoredKind]: ItemKindDefinition<K> } = others;
  // @ts-expect-error a kind must say who may see it
  const silent: ItemKindDefinition<"note"> = { load: () => null, preview: () => null, searchText: () => "" };
  // @ts-expect-error `unknown` is no kind that is stored
  const stored: StoredKind = "unknown" satisfies ItemKind;
  expect([incomplete, silent, stored]).toHaveLength(3);
});
