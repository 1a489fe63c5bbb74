import { uuidv7 } from "uuidv7";
import { beforeEach, expect, test } from "vitest";
import { makeConversation } from "@/db/factories";
import { drafts } from "@/db/schema";
import type { DraftMode } from "@/server/contract/drafts";
import { purge } from "@/server/domain/operate/purge";
import { hydrate } from "@/server/domain/sync/hydrate";
import { maskingFor } from "@/server/domain/team/policy";
import { logHead, readLog } from "@/server/outbox/event-log";
import { recipientOf } from "@/tests/recipients";
import { type TwoStores, twoStores } from "@/tests/two-stores";
import { envelopeFor } from "../../sync/audience";
import { assignConversation } from "../assignment/assign-conversation";
import { sendMessage } from "../sending/send-message";
import { addNote } from "../thread/add-note";
import { listDrafts } from "./list-drafts";
import { saveDraft } from "./save-draft";

let world: TwoStores;
let conversationId: string;
beforeEach(async () => {
  world = await twoStores();
  ({ id: conversationId } = await makeConversation(world.db, { placeId: world.pine.id, channel: "webchat" }));
});
type Who = "ana" | "ben" | "sue";
const save = (body: string, baseVersion = 0, mode: DraftMode = "reply", who: Who = "ana") =>
  saveDraft(world.as(world[who]), { conversationId, mode, body, baseVersion });
const list = (who: Who = "ana") => listDrafts(world.as(world[who]));
const bodies = async (who: Who = "ana") => (await list(who)).map(({ mode, body }) => `${mode}: ${body}`);
const send = (body: string, clientMessageId = uuidv7()) =>
  sendMessage(world.as(world.ana), { conversationId, clientMessageId, body, seenSeq: 100, force: true });

test("a draft is its author's alone, one of each kind in each conversation", async () => {
  const { id: other } = await makeConversation(world.db, { placeId: world.pine.id });
  await save("Yes, we");
  await save("Ask Nia", 0, "note");
  await saveDraft(world.as(world.ana), { conversationId: other, mode: "reply", body: "Hello", baseVersion: 0 });
  await save("Sue's words", 0, "reply", "sue");
  expect((await bodies()).sort()).toEqual(["note: Ask Nia", "reply: Hello", "reply: Yes, we"]);
  expect(await bodies("sue")).toEqual(["reply: Sue's words"]);
});

test("each change raises the version, also after the row was deleted", async () => {
  const first = await save("Yes");
  const second = await save("Yes, we", first.version);
  const third = await save("", second.version);
  expect(second.version).toBeGreaterThan(first.version);
  expect(third).toMatchObject({ body: "" });
  expect(third.version).toBeGreaterThan(second.version);
  await world.db.delete(drafts);
  const later = world.as(world.ana);
  const now = () => new Date(third.version + 1000);
  const anew = await saveDraft({ ...later, now }, { conversationId, mode: "reply", body: "Hi", baseVersion: 0 });
  expect(anew.version).toBeGreaterThan(third.version);
});

test("a device that continues an older version is refused with the newer text, and changes nothing", async () => {
  const first = await save("Yes");
  const newer = await save("Yes, we have", first.version);
  const refusal = { code: "conflict", reason: "draftChanged", details: { draft: newer } };
  await expect(save("Yes, but", first.version)).rejects.toMatchObject(refusal);
  await expect(save("", first.version)).rejects.toMatchObject(refusal);
  await expect(save("Begun without a connection")).rejects.toMatchObject(refusal);
  expect(await list()).toEqual([newer]);
});

test("the same text again changes nothing and pushes nothing, whatever version it continues", async () => {
  const saved = await save("Yes");
  const head = await logHead(world.db);
  expect(await save("Yes")).toEqual(saved);
  expect(await save("", 0, "note")).toMatchObject({ body: "", version: 0 });
  expect(await readLog(world.db, head, 10)).toEqual([]);
});

test("an empty draft yields to any text, because nothing is lost", async () => {
  const { version } = await save("Yes");
  await save("", version);
  expect(await save("Something else", version)).toMatchObject({ body: "Something else" });
});

test("text goes only into a conversation that its author may read; the draft in one that they lost stays theirs until they drop it", async () => {
  await expect(save("Hello", 0, "reply", "ben")).rejects.toMatchObject({ code: "not_found" });
  const { version } = await save("Half a");
  const to = { placeId: world.harbor.id, userId: null };
  await assignConversation(world.as(world.sue), { conversationId, to });
  await expect(save("Half a reply", version)).rejects.toMatchObject({ code: "not_found" });
  expect(await bodies()).toEqual(["reply: Half a"]);
  await save("", version);
  expect(await bodies()).toEqual(["reply: "]);
});

test("a draft goes with the message or note that has its words; other words stay", async () => {
  await save("Yes, we do. ");
  await save("Call her back", 0, "note");
  const clientMessageId = uuidv7();
  await send("Yes, we do.", clientMessageId);
  expect((await bodies()).sort()).toEqual(["note: Call her back", "reply: "]);
  await addNote(world.as(world.ana), { conversationId, clientMessageId: uuidv7(), body: "Something else" });
  expect(await bodies()).toContain("note: Call her back");
  await addNote(world.as(world.ana), { conversationId, clientMessageId: uuidv7(), body: "Call her back" });
  expect((await bodies()).sort()).toEqual(["note: ", "reply: "]);
  // What was written after the message stays when the message is sent again.
  await save("Yes, we do.");
  await send("Yes, we do.", clientMessageId);
  expect(await bodies()).toContain("reply: Yes, we do.");
});

test("a message whose last words were not saved yet takes its draft along", async () => {
  await save("Yes, we");
  await send("Yes, we do");
  expect(await bodies()).toEqual(["reply: "]);
});

test("a refused message leaves the draft", async () => {
  await save("Yes");
  await send("No");
  const stale = { conversationId, clientMessageId: uuidv7(), body: "Yes", seenSeq: 0 };
  await sendMessage(world.as(world.sue), { conversationId, clientMessageId: uuidv7(), body: "Mine", seenSeq: 100 });
  await expect(sendMessage(world.as(world.ana), stale)).rejects.toMatchObject({ code: "conflict" });
  expect(await bodies()).toEqual(["reply: Yes"]);
});

test("a change is pushed to its author and to nobody else, without the text in the log", async () => {
  const head = await logHead(world.db);
  const saved = await save("A secret wish");
  const batch = await readLog(world.db, head, 10);
  expect(JSON.stringify(batch)).not.toContain("secret");
  const received = async (actor: typeof world.ana) => {
    const found = await hydrate(world.db, batch, maskingFor(actor));
    return batch.flatMap((logged) => {
      const envelope = found.get(logged.cursor);
      return (envelope && envelopeFor(recipientOf(actor), logged, envelope)?.entity) ?? [];
    });
  };
  expect(await received(world.ana)).toEqual([{ kind: "draft", draft: saved }]);
  for (const other of [world.abe, world.sue, world.pat]) expect(await received(other)).toEqual([]);
});

test("empty drafts leave the list after a day and the database after the days of an undo; others stay", async () => {
  const { version } = await save("Yes");
  await save("", version);
  await save("A note", 0, "note");
  const laterBy = (days: number) => () => new Date(world.now().getTime() + days * 86_400_000);
  expect(await bodies()).toHaveLength(2);
  expect(await listDrafts({ ...world.as(world.ana), now: laterBy(2) })).toMatchObject([{ body: "A note" }]);
  await purge({ ...world.system(), now: laterBy(30) });
  expect(await world.db.select().from(drafts)).toMatchObject([{ mode: "note", body: "A note" }]);
});
