import { eq } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { beforeEach, expect, test } from "vitest";
import { makeConversation, makeEndpoint, makeUser } from "@/db/factories";
import { items, users } from "@/db/schema";
import type { NoteItem } from "@/server/contract/conversations";
import type { PersonActor } from "@/server/contract/team";
import { inbound } from "@/tests/inbound";
import { type TwoStores, twoStores } from "@/tests/two-stores";
import { assignConversation } from "../assignment/assign-conversation";
import { listDrafts } from "../drafts/list-drafts";
import { saveDraft } from "../drafts/save-draft";
import { countViews } from "../inbox/count-views";
import { listConversations } from "../inbox/list-conversations";
import { transferConversation } from "../offers/transfer-conversation";
import { receiveMessage } from "../receiving/receive-message";
import { reopenConversation } from "../status/reopen-conversation";
import { resolveConversation } from "../status/resolve-conversation";
import { setDisabled } from "../workload/set-disabled";
import { addNote } from "./add-note";
import { followConversation } from "./follow-conversation";
import { getConversation } from "./get-conversation";
import { markRead } from "./mark-read";

let world: TwoStores;
let conversationId: string;
beforeEach(async () => {
  world = await twoStores();
  ({ id: conversationId } = await makeConversation(world.db, { placeId: world.pine.id, assigneeId: world.ana.id }));
});

type Named = { id: string; name: string };
const mentionOf = ({ id, name }: Named) => ({ userId: id, label: name });
const note = (by: PersonActor, body: string, people: Named[] = [], clientMessageId = uuidv7()) =>
  addNote(world.as(by), { conversationId, clientMessageId, body, mentions: people.map(mentionOf) });
const followers = async () => (await world.record(conversationId)).followers;
const following = async (who: PersonActor) =>
  (await listConversations(world.as(who), { view: "following" })).rows.map(({ id }) => id);
const unseen = async (who: PersonActor) => (await countViews(world.as(who))).following;

test("a note mentions colleagues by id, and whoever is mentioned follows the conversation from then on", async () => {
  const { ana, abe, sue } = world;
  const written = await note(ana, `Ask @${abe.name} and @${sue.name}`, [abe, sue]);
  expect(written.mentions).toEqual([mentionOf(abe), mentionOf(sue)]);
  expect(await followers()).toEqual({ [abe.id]: written.seq, [sue.id]: written.seq });
  expect(await following(abe)).toEqual([conversationId]);
  expect(await unseen(abe)).toBe(1);
  expect(await following(ana)).toEqual([]);
  const { items: thread } = await getConversation(world.as(sue), { conversationId });
  expect(thread.at(-1)).toMatchObject({ kind: "note", mentions: written.mentions });
});

test("opening the conversation sees the mention, and a later one counts again", async () => {
  const { ana, abe } = world;
  const { seq } = await note(ana, `@${abe.name}`, [abe]);
  await markRead(world.as(abe), { conversationId, seq });
  expect(await unseen(abe)).toBe(0);
  expect(await following(abe)).toEqual([conversationId]);
  await note(ana, "not for you");
  expect(await unseen(abe)).toBe(0);
  await note(ana, `@${abe.name} again`, [abe]);
  expect(await unseen(abe)).toBe(1);
});

test("only who stands in the text is mentioned: who was edited out is not notified, and nobody is by a name alone", async () => {
  const { ana, abe, sue } = world;
  expect((await note(ana, `Ask @${abe.name}`, [abe, sue])).mentions).toEqual([mentionOf(abe)]);
  expect(Object.keys(await followers())).toEqual([abe.id]);
  expect((await note(ana, `Ask @${sue.name}`)).mentions).toEqual([]);
  expect(Object.keys(await followers())).toEqual([abe.id]);
});

test("a note that mentions somebody who may not read the conversation is refused with their name, and nothing is written", async () => {
  const { ana, abe, ben, db, published } = world;
  const { actor: gone } = await makeUser(db, { name: "Gone Girl", placeIds: [world.pine.id], disabledAt: new Date() });
  const before = await published();
  for (const other of [ben, gone, { id: uuidv7(), name: "Nobody" }])
    await expect(note(ana, `@${abe.name} @${other.name}`, [abe, other])).rejects.toMatchObject({
      code: "invalid",
      reason: "mentionsNonReader",
      details: { names: other.name },
    });
  expect(await published()).toEqual(before);
  expect(await followers()).toEqual({});
});

test("whoever may read it only because it is offered to them, or theirs, can be mentioned", async () => {
  const { ana, ben, as } = world;
  const card = { need: "a jacket", facts: "", promises: "", consent: "" };
  await transferConversation(as(ana), { conversationId, to: { userId: ben.id }, card });
  await note(ana, `@${ben.name}`, [ben]);
  expect(await following(ben)).toEqual([conversationId]);
});

test("the same note sent twice is one note, one event and one mention", async () => {
  const { ana, abe, published } = world;
  const clientMessageId = uuidv7();
  const first = await note(ana, `@${abe.name}`, [abe], clientMessageId);
  const events = await published();
  expect(await note(ana, `@${abe.name}`, [abe], clientMessageId)).toEqual(first);
  expect(await published()).toEqual(events);
  expect(await followers()).toEqual({ [abe.id]: first.seq });
});

test("a repeated note is recognized also after the mentioned person has lost the conversation", async () => {
  const { ana, abe, harbor, as } = world;
  const clientMessageId = uuidv7();
  const first = await note(ana, `@${abe.name}`, [abe], clientMessageId);
  await assignConversation(as(world.sue), { conversationId, to: { placeId: harbor.id } });
  expect(await note(ana, `@${abe.name}`, [abe], clientMessageId)).toMatchObject({ id: first.id });
});

test("one's own mention makes one follow, and is nothing new to oneself", async () => {
  const { ana } = world;
  const { seq } = await note(ana, `Reminder for @${ana.name}`, [ana]);
  expect(await followers()).toEqual({ [ana.id]: 0 });
  await markRead(world.as(ana), { conversationId, seq });
  expect(await unseen(ana)).toBe(0);
});

test("a renamed person is found by the mention as it was written, and keeps following", async () => {
  const { ana, abe, db } = world;
  await note(ana, `@${abe.name}, please`, [abe]);
  await db.update(users).set({ name: "Abel Stone" }).where(eq(users.id, abe.id));
  const { items: thread } = await getConversation(world.as(ana), { conversationId });
  expect((thread.at(-1) as NoteItem).mentions).toEqual([mentionOf(abe)]);
  expect(await following(abe)).toEqual([conversationId]);
});

test("a partner agent reads whom a masked note mentions, and nothing that is hidden from them", async () => {
  const { ana, db, pine } = world;
  const { actor: pat } = await makeUser(db, { name: "Pat Doe", role: "partner_agent", placeIds: [pine.id] });
  await note(ana, `@${pat.name} call +1 213 373 4253`, [pat]);
  const { items: thread, row } = await getConversation(world.as(pat), { conversationId });
  expect(thread.at(-1)).toMatchObject({ body: "@Pat Doe call ••••", mentions: [mentionOf(pat)] });
  expect(JSON.stringify([row, thread])).not.toContain("4253");
});

test("following is by oneself, too, changes nothing when it is so already, and ends when one stops", async () => {
  const { sue, as, published } = world;
  const follow = (isFollowing: boolean) => followConversation(as(sue), { conversationId, isFollowing });
  const before = (await published()).length;
  expect(await follow(true)).toMatchObject({ followers: { [sue.id]: 0 } });
  await follow(true);
  expect(await following(sue)).toEqual([conversationId]);
  expect(await follow(false)).toMatchObject({ followers: {} });
  await follow(false);
  expect(await following(sue)).toEqual([]);
  expect((await published()).slice(before).map(({ type }) => type)).toEqual([
    "conversation.followed",
    "conversation.unfollowed",
  ]);
});

test("whoever stopped follows again once they are mentioned again", async () => {
  const { ana, abe, as } = world;
  await note(ana, `@${abe.name}`, [abe]);
  await followConversation(as(abe), { conversationId, isFollowing: false });
  expect(await following(abe)).toEqual([]);
  await note(ana, `@${abe.name}`, [abe]);
  expect(await following(abe)).toEqual([conversationId]);
});

test("following gives no access: a follower who loses the conversation has nothing of it, until it comes back", async () => {
  const { ana, abe, sue, harbor, pine, as } = world;
  await note(ana, `@${abe.name}`, [abe]);
  await assignConversation(as(sue), { conversationId, to: { placeId: harbor.id } });
  expect([await following(abe), await unseen(abe)]).toEqual([[], 0]);
  const gone = { code: "not_found" };
  await expect(getConversation(as(abe), { conversationId })).rejects.toMatchObject(gone);
  await expect(followConversation(as(abe), { conversationId, isFollowing: false })).rejects.toMatchObject(gone);
  await assignConversation(as(sue), { conversationId, to: { placeId: pine.id } });
  expect(await following(abe)).toEqual([conversationId]);
});

test("a disabled follower can be mentioned no more", async () => {
  const { ana, abe, sue, as } = world;
  await note(ana, `@${abe.name}`, [abe]);
  await setDisabled(as({ ...sue, role: "admin" }), { userId: abe.id, disabled: true });
  await expect(note(ana, `@${abe.name}`, [abe])).rejects.toMatchObject({ reason: "mentionsNonReader" });
});

test("a mention is found in a snoozed, resolved or reopened conversation, newest message or mention first", async () => {
  const { ana, abe, db, pine, as, now, later } = world;
  const { id: other } = await makeConversation(db, { placeId: pine.id, lastMessageAt: now() });
  await followConversation(as(abe), { conversationId: other, isFollowing: true });
  await resolveConversation(as(ana), { conversationId });
  later(60);
  await note(ana, `Why did we refund this, @${abe.name}?`, [abe]);
  expect(await following(abe)).toEqual([conversationId, other]);
  expect(await unseen(abe)).toBe(2);
  await reopenConversation(as(ana), { conversationId });
  expect(await following(abe)).toEqual([conversationId, other]);
});

test("who follows keeps following when the customer writes again, and sees that they wrote", async () => {
  const { abe, db, pine, as, system } = world;
  const endpoint = await makeEndpoint(db, { placeId: pine.id, address: "+14155559000" });
  const text = (body: string) =>
    receiveMessage(system(), { connectionId: endpoint.connectionId }, inbound(endpoint.address, "+12133734253", body));
  await text("Is it in?");
  const [row] = (await listConversations(as(abe), { view: "all", limit: 100 })).rows.filter(
    (r) => r.preview === "Is it in?",
  );
  const id = row?.id ?? "";
  await followConversation(as(abe), { conversationId: id, isFollowing: true });
  await markRead(as(abe), { conversationId: id, seq: 10 });
  await resolveConversation(as(abe), { conversationId: id });
  expect(await unseen(abe)).toBe(0);
  await text("Hello?");
  expect(await following(abe)).toEqual([id]);
  expect(await unseen(abe)).toBe(1);
});

test("a draft keeps its mentions on every device, and a conflict hands out those of the other text", async () => {
  const { ana, abe, sue, as } = world;
  const draft = { conversationId, mode: "note" as const };
  const mentions = [mentionOf(abe), mentionOf(sue)];
  const first = await saveDraft(as(ana), { ...draft, body: `@${abe.name}`, mentions, baseVersion: 0 });
  expect(first.mentions).toEqual([mentionOf(abe)]);
  expect(await listDrafts(as(ana))).toEqual([first]);
  await expect(saveDraft(as(ana), { ...draft, body: "other", baseVersion: 0 })).rejects.toMatchObject({
    reason: "draftChanged",
    details: { draft: { mentions: [mentionOf(abe)] } },
  });
  await note(ana, `@${abe.name}`, [abe]);
  expect(await listDrafts(as(ana))).toMatchObject([{ body: "", mentions: [] }]);
});

test("an entry of before there were mentions mentions nobody", async () => {
  const { ana, db, as } = world;
  const { id } = await note(ana, "@everybody");
  const [stored] = await db.select().from(items).where(eq(items.id, id));
  expect(stored?.mentions).toBeNull();
  const { row } = await getConversation(as(ana), { conversationId });
  expect(row).toMatchObject({ followers: {}, lastMentionAt: null });
});
