import { asc, eq } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { beforeEach, describe, expect, test } from "vitest";
import { makeConversation, makeEndpoint } from "@/db/factories";
import { attachments, items } from "@/db/schema";
import type { SendMessage } from "@/server/contract/conversations";
import type { Id } from "@/server/contract/ids";
import { inbound, makeStore } from "@/tests/inbound";
import { allowTextsAtAnyHour, placeSettings } from "@/tests/place-settings";
import { type TwoStores, twoStores } from "@/tests/two-stores";
import { assignConversation } from "../assignment/assign-conversation";
import { storeUpload } from "../attachments/attachments";
import { claimNextDelivery } from "../delivery/claim-delivery";
import { listDrafts } from "../drafts/list-drafts";
import { saveDraft } from "../drafts/save-draft";
import { receiveMessage } from "../receiving/receive-message";
import { resolveConversation } from "../status/resolve-conversation";
import { snoozeConversation } from "../status/snooze-conversation";
import { undoChange } from "../status/undo-change";
import { publicThread } from "../thread/public-thread";
import { sendMessage } from "./send-message";
import { unsendMessage } from "./unsend-message";

const SHOWN = { preview: "Message 1", previewBy: "customer" } as const;
let world: TwoStores;
let conversationId: Id;
let waitingSince: Date;
beforeEach(async () => {
  world = await twoStores();
  await allowTextsAtAnyHour(world.system());
  waitingSince = world.now();
  conversationId = (
    await makeConversation(world.db, { placeId: world.pine.id, waitingSince, lastMessageAt: waitingSince, ...SHOWN })
  ).id;
  world.later(60);
});
const send = (more: Partial<SendMessage> = {}, who: "ana" | "abe" | "pat" = "ana") =>
  sendMessage(world.as(world[who]), {
    ...{ conversationId, clientMessageId: uuidv7(), body: "Yes, two pairs", seenSeq: 1, undoable: true, ...more },
  });
const unsend = (itemId: Id, who: "ana" | "abe" | "sue" | "pat" = "ana") =>
  unsendMessage(world.as(world[who]), { conversationId, itemId });
const claimNext = () => claimNextDelivery(world.system(), { conversationId });
const stored = async (id: Id) => (await world.db.select().from(items).where(eq(items.id, id)))[0]!;
const draftOf = async (who: "ana" | "pat" = "ana") =>
  (await listDrafts(world.as(world[who]))).filter(({ mode }) => mode === "reply").map(({ body }) => body);

describe("a reply that can be taken back", () => {
  test("leaves when the undo window of its place is over, and then at once", async () => {
    const { id, delivery } = await send();
    expect(delivery).toMatchObject({ status: "queued", undoable: true });
    expect(await claimNext()).toBeNull();
    world.later(4);
    expect(await claimNext()).toBeNull();
    world.later(1);
    expect(await claimNext()).toMatchObject({ itemId: id, text: "Yes, two pairs" });
    await expect(unsend(id)).rejects.toMatchObject({ code: "conflict", reason: "hasLeft" });
    expect(await stored(id)).toMatchObject({ deliveryStatus: "sending", body: "Yes, two pairs" });
  });

  test("holds what is written after it, so that messages keep their order", async () => {
    const first = await send();
    await send({ body: "In size 9", seenSeq: 9, undoable: false });
    expect(await claimNext()).toBeNull();
    world.later(5);
    expect(await claimNext()).toMatchObject({ itemId: first.id });
  });

  test("is not one where the place has no undo window, and none of a caller that cannot take it back", async () => {
    expect((await send({ undoable: false })).delivery?.undoable).toBe(false);
    await placeSettings(world).set("conversations.undo_seconds", 0);
    expect((await send({ seenSeq: 9 })).delivery?.undoable).toBe(false);
    expect(await claimNext()).not.toBeNull();
  });

  test("is taken back by its author alone", async () => {
    const { id } = await send();
    for (const other of ["abe", "sue"] as const)
      await expect(unsend(id, other)).rejects.toMatchObject({ code: "not_found" });
    expect(await unsend(id)).toMatchObject({ body: "", delivery: { status: "canceled", undoable: false } });
  });

  test("is taken back also by an author who has lost the conversation, and by one who sees no personal data", async () => {
    const mine = await send();
    const to = { placeId: world.harbor.id, userId: null };
    await assignConversation(world.as(world.sue), { conversationId, to });
    expect(await unsend(mine.id)).toMatchObject({ delivery: { status: "canceled" } });
    await assignConversation(world.as(world.sue), { conversationId, to: { placeId: world.pine.id, userId: null } });
    const theirs = await send({ body: "Call +1 425 555 0123", seenSeq: 99 }, "pat");
    await unsend(theirs.id, "pat");
    expect(await draftOf("pat")).toEqual(["Call +1 425 555 0123"]);
  });
});

describe("taking a reply back", () => {
  test("sends nothing, keeps no text, and changes nothing when it is repeated", async () => {
    const { id } = await send();
    const first = await unsend(id);
    expect(await unsend(id)).toEqual(first);
    world.later(60);
    expect(await claimNext()).toBeNull();
    expect(await stored(id)).toMatchObject({ body: "", deliveryStatus: "canceled", publicSeq: null });
    expect(await draftOf()).toEqual(["Yes, two pairs"]);
  });

  test("leaves the conversation as it was: the customer waits since they wrote, and the row shows their words", async () => {
    const before = await world.record(conversationId);
    const { id } = await send();
    world.later(2);
    await unsend(id);
    const { preview, previewBy, lastMessageAt, lastReplyFailed } = before;
    expect(await world.record(conversationId)).toMatchObject({ preview, previewBy, lastMessageAt, lastReplyFailed });
    expect(await world.record(conversationId)).toMatchObject({ waitingSince, status: "open" });
  });

  test("puts the text before what its author has written since", async () => {
    const { id } = await send();
    const [sent] = await listDrafts(world.as(world.ana));
    const more = { mode: "reply" as const, body: "And in black", baseVersion: sent?.version ?? 0 };
    await saveDraft(world.as(world.ana), { conversationId, ...more });
    await unsend(id);
    expect(await draftOf()).toEqual(["Yes, two pairs\nAnd in black"]);
  });

  test("leaves the claim to its author, who can still undo it", async () => {
    const undoId = uuidv7();
    const { id, claimed } = await send({ undoId });
    expect(claimed).toBe(true);
    await unsend(id);
    expect(await world.record(conversationId)).toMatchObject({ assigneeId: world.ana.id });
    expect(await undoChange(world.as(world.ana), { undoId })).toMatchObject({ restored: 1, row: { assignee: null } });
    expect(await world.record(conversationId)).toMatchObject({ waitingSince, assigneeId: null });
  });

  test("after its claim was undone works as well", async () => {
    const undoId = uuidv7();
    const { id } = await send({ undoId });
    await undoChange(world.as(world.ana), { undoId });
    await unsend(id);
    expect(await world.record(conversationId)).toMatchObject({ waitingSince, assigneeId: null });
  });

  test("reopens a conversation that was resolved or snoozed after it", async () => {
    for (const close of [
      () => resolveConversation(world.as(world.ana), { conversationId }),
      () => snoozeConversation(world.as(world.ana), { conversationId, until: until() }),
    ]) {
      const { id } = await send({ seenSeq: 99 });
      await close();
      await unsend(id);
      expect(await world.record(conversationId)).toMatchObject({ status: "open", waitingSince, snoozedUntil: null });
      expect((await world.lines(conversationId)).at(-1)).toMatchObject({ type: "reopened", by: "Ana" });
    }
  });

  test("gives the files back to its author, who can send them again", async () => {
    const jpeg = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 16, 0x4a, 0x46, 0x49, 0x46, 0, 1]);
    const file = await storeUpload(world.as(world.ana), { name: "boots.jpg", data: jpeg });
    const { id } = await send({ attachmentIds: [file.id], body: "" });
    expect(await unsend(id)).toMatchObject({ attachments: [] });
    expect(await world.db.select().from(attachments)).toMatchObject([{ itemId: null, conversationId: null }]);
    expect(await send({ attachmentIds: [file.id], seenSeq: 99 })).toMatchObject({ attachments: [{ id: file.id }] });
  });

  test("is no reply: a colleague who has not seen it may answer, and its author may send the same words again", async () => {
    const { id } = await send();
    await unsend(id);
    await send({ seenSeq: 1 });
    const again = (await world.db.select().from(items).orderBy(asc(items.seq))).filter((one) => one.body !== "");
    expect(again.map(({ body }) => body)).toContain("Yes, two pairs");
    await unsend(again.at(-1)!.id);
    expect(await send({ seenSeq: 1, body: "Abe here" }, "abe")).toMatchObject({ body: "Abe here" });
  });

  test("answers a repeated request to send with the canceled message, and sends nothing", async () => {
    const clientMessageId = uuidv7();
    const { id } = await send({ clientMessageId });
    await unsend(id);
    expect(await send({ clientMessageId })).toMatchObject({ id, delivery: { status: "canceled" } });
  });
});

test("the customer's chat shows a reply when it leaves, after what they wrote meanwhile, and never one that was taken back", async () => {
  const store = await makeStore(world.db);
  const chat = await makeEndpoint(world.db, { placeId: store.place.id, channel: "webchat" });
  const visitor = uuidv7();
  const asks = (text: string) =>
    receiveMessage(
      store.ctx,
      { connectionId: chat.connectionId },
      inbound(chat.address, "", text, { from: { kind: "visitor", value: visitor }, at: store.clock.at }),
    );
  ({ conversationId } = await asks("Is it in stock?"));
  const send = (body: string) =>
    sendMessage(store.staff, { conversationId, clientMessageId: uuidv7(), body, seenSeq: 99, undoable: true });
  const shown = async () =>
    (await publicThread(world.db, visitor, conversationId)).messages.map(
      ({ publicSeq, body }) => `${publicSeq} ${body}`,
    );
  const dropped = await send("Wrong person");
  await unsendMessage(store.staff, { conversationId, itemId: dropped.id });
  await send("It is here");
  await asks("In size 9?");
  expect(await shown()).toEqual(["1 Is it in stock?", "2 In size 9?"]);
  const later = { ...store.ctx, now: () => new Date(store.clock.at.getTime() + 5000) };
  expect(await claimNextDelivery(later, { conversationId })).toMatchObject({ text: "It is here" });
  expect(await shown()).toEqual(["1 Is it in stock?", "2 In size 9?", "3 It is here"]);
});

const until = () => new Date(world.now().getTime() + 3_600_000).toISOString();
