import { uuidv7 } from "uuidv7";
import { expect, test } from "vitest";
import { makeEndpoint } from "@/db/factories";
import { freshDb } from "@/tests/db";
import { inbound, makeStore } from "@/tests/inbound";
import { loadVisitorAttachment, storeUpload } from "../attachments/attachments";
import { receiveMessage } from "../receiving/receive-message";
import { sendMessage } from "../sending/send-message";
import { addNote } from "./add-note";
import { publicMessages, publicThread, publicThreads } from "./public-thread";

const CANARY = "canary-7f3a";

/** A visitor who is also known by phone, in one conversation with notes, texts and chat. */
async function mixedConversation() {
  const { db } = await freshDb();
  const store = await makeStore(db);
  const web = await makeEndpoint(db, { placeId: store.place.id, channel: "webchat" });
  const chat = (text: string, visitor = "v1", more: object = {}) =>
    receiveMessage(
      store.ctx,
      { connectionId: web.connectionId },
      inbound(web.address, "", text, {
        from: { kind: "visitor", value: visitor },
        alsoKnownAs: visitor === "v1" ? [{ kind: "phone", value: "+14155550100" }] : [],
        ...more,
      }),
    );
  const clientMessageId = uuidv7();
  const { conversationId } = await chat("hello", "v1", { externalId: `v1:${clientMessageId}` });
  await addNote(store.staff, { conversationId, clientMessageId: uuidv7(), body: CANARY });
  const reply = { conversationId, clientMessageId: uuidv7(), body: "Hi there", seenSeq: 9 };
  await sendMessage(store.staff, reply);
  await store.text("+14155550100", `${CANARY} by text`);
  await chat("still there?");
  return { db, store, chat, conversationId, clientMessageId };
}

test("a visitor sees only messages to or from them, numbered without gaps", async () => {
  const { db, conversationId, clientMessageId } = await mixedConversation();
  const [thread] = await publicThreads(db, "v1");
  expect(thread?.conversationId).toBe(conversationId);
  expect(thread?.messages.map(({ publicSeq, from, body }) => [publicSeq, from, body])).toEqual([
    [1, "customer", "hello"],
    [2, "staff", "Hi there"],
    [3, "customer", "still there?"],
  ]);
  expect(thread?.messages[0]?.clientMessageId).toBe(clientMessageId);
  expect(thread?.messages[1]?.author).toBe("Person");
  expect(JSON.stringify(thread)).not.toContain(CANARY);
});

test("pushed and fetched shapes are equal, and a note pushes nothing", async () => {
  const { db, chat, conversationId } = await mixedConversation();
  const other = await chat("me", "v2");
  const all = [
    { conversationId, seqs: [1, 2, 3, 4, 5, 6] },
    { conversationId: other.conversationId, seqs: [other.seq] },
  ];
  const pushed = await publicMessages(db, all, ["v1", "v2", "v3"]);
  const withoutLinks = (list: object[] = []) => JSON.parse(JSON.stringify(list, (k, v) => (k === "url" ? null : v)));
  for (const [visitorId, id] of [
    ["v1", conversationId],
    ["v2", other.conversationId],
  ] as const) {
    const mine = pushed.filter((push) => push.visitorId === visitorId);
    expect(mine.map((push) => push.conversationId)).toEqual([id]);
    expect(withoutLinks(mine[0]?.messages)).toEqual(withoutLinks((await publicThread(db, visitorId, id)).messages));
  }
  expect(pushed).toHaveLength(2);
  expect((await publicMessages(db, all, ["v2"])).map((push) => push.visitorId)).toEqual(["v2"]);
  // The note, the claim that came with the reply, and the text by another channel.
  for (const seq of [2, 3, 5]) expect(await publicMessages(db, [{ conversationId, seqs: [seq] }], ["v1"])).toEqual([]);
  expect((await publicThread(db, "v1", conversationId, 2)).messages.map((m) => m.publicSeq)).toEqual([3]);
});

test("another visitor has another thread, and sees nothing of this conversation", async () => {
  const { db, chat, conversationId } = await mixedConversation();
  const other = await chat("me", "v2");
  expect(other.conversationId).not.toBe(conversationId);
  expect((await publicThread(db, "v2", conversationId)).messages).toEqual([]);
});

test("a visitor opens the files of their own thread only", async () => {
  const { db, store, chat } = await mixedConversation();
  const data = new TextEncoder().encode("%PDF-1.7");
  const { id } = await storeUpload(store.ctx, { visitorId: "v1", name: "receipt.pdf", data });
  await chat("", "v1", { attachmentIds: [id] });
  const [thread] = await publicThreads(db, "v1");
  expect(thread?.messages.at(-1)?.attachments).toMatchObject([{ id, name: "receipt.pdf" }]);
  expect((await loadVisitorAttachment(db, "v1", id)).mime).toBe("application/pdf");
  await expect(loadVisitorAttachment(db, "v2", id)).rejects.toMatchObject({ code: "not_found" });
});
