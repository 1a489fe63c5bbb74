import { eq } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { beforeEach, describe, expect, test } from "vitest";
import { makeConversation, makeUser } from "@/db/factories";
import { savedReplies } from "@/db/schema";
import { MAX_REPLIES, type ReplyLibrary, type SavedReply, type SaveReply } from "@/server/contract/replies";
import { type PersonActor, ROLES } from "@/server/contract/team";
import { type TwoStores, twoStores } from "@/tests/two-stores";
import { RETENTION } from "../operate/retention";
import { deleteReply, restoreReply } from "./delete-reply";
import { canUse, usableBy } from "./policy";
import { listReplies, repliesFor } from "./queries";
import { saveReply } from "./save-reply";

let world: TwoStores;
let admin: PersonActor;
beforeEach(async () => {
  world = await twoStores();
  admin = (await makeUser(world.db, { role: "admin", scopeAll: true })).actor;
});

const PERSONAL: ReplyLibrary = { kind: "personal" };
const ORGANIZATION: ReplyLibrary = { kind: "organization" };
const ofPine = (): ReplyLibrary => ({ kind: "place", placeId: world.pine.id });
const content = (more: Partial<SaveReply> = {}): SaveReply => ({
  ...{ replyId: uuidv7(), library: PERSONAL, name: "Held", shortcut: null, body: "It is held.", expectedVersion: 0 },
  ...more,
});
const save = (actor: PersonActor, more: Partial<SaveReply> = {}) => saveReply(world.as(actor), content(more));
const again = ({ id, version, library, name, shortcut, body }: SavedReply, more: Partial<SaveReply> = {}) => ({
  ...{ replyId: id, expectedVersion: version, library, name, shortcut, body },
  ...more,
});
const names = async (actor: PersonActor) => (await listReplies(world.as(actor))).map(({ name }) => name);

describe("the three libraries", () => {
  test("a person's own are theirs alone, a place's are for those who work there, the organization's for everybody", async () => {
    const { ana, abe, ben, sue, pat } = world;
    await save(ana, { name: "Ana's" });
    await save(sue, { name: "Pine's", library: ofPine() });
    await save(admin, { name: "Everybody's", library: ORGANIZATION });
    expect(await names(ana)).toEqual(["Ana's", "Everybody's", "Pine's"]);
    expect(await names(abe)).toEqual(["Everybody's", "Pine's"]);
    expect(await names(ben)).toEqual(["Everybody's"]);
    expect(await names(sue)).toEqual(["Everybody's", "Pine's"]);
    expect(await names(pat)).not.toContain("Ana's");
  });

  test("a place's are changed by its supervisors and by administrators, the organization's by administrators", async () => {
    const { ana, sue, pine, harbor } = world;
    const pineLead = (await makeUser(world.db, { role: "supervisor", placeIds: [pine.id] })).actor;
    const refused = { code: "forbidden" };
    await expect(save(ana, { library: ofPine() })).rejects.toMatchObject(refused);
    await expect(save(sue, { library: ORGANIZATION })).rejects.toMatchObject(refused);
    const ofHarbor = { kind: "place" as const, placeId: harbor.id };
    await expect(save(pineLead, { library: ofHarbor })).rejects.toMatchObject(refused);
    const held = await save(pineLead, { library: ofPine() });
    expect((await listReplies(world.as(ana)))[0]).toMatchObject({ placeName: pine.name, canEdit: false });
    await expect(deleteReply(world.as(ana), { replyId: held.id })).rejects.toMatchObject(refused);
    expect(await saveReply(world.as(admin), again(held, { name: "Kept" }))).toMatchObject({
      version: 2,
      canEdit: true,
    });
  });

  test("somebody else's own reply cannot be found, changed or deleted, not even by an administrator", async () => {
    const own = await save(world.ana);
    const refused = { code: "not_found" };
    await expect(saveReply(world.as(admin), again(own))).rejects.toMatchObject(refused);
    await expect(deleteReply(world.as(admin), { replyId: own.id })).rejects.toMatchObject(refused);
    await expect(restoreReply(world.as(world.abe), { replyId: own.id })).rejects.toMatchObject(refused);
  });

  test("a reply stays in its library, and a library of an unknown place does not exist", async () => {
    const own = await save(world.ana);
    const moved = saveReply(world.as(world.ana), again(own, { library: PERSONAL, expectedVersion: 7, name: "x" }));
    await expect(moved).rejects.toMatchObject({ code: "conflict" });
    const shared = await save(admin, { library: ORGANIZATION });
    const taken = saveReply(world.as(admin), again(shared, { library: ofPine() }));
    await expect(taken).rejects.toMatchObject({ code: "invalid" });
    const nowhere = { kind: "place" as const, placeId: uuidv7() };
    await expect(save(admin, { library: nowhere })).rejects.toMatchObject({ code: "not_found" });
  });

  test("what a person may use is the same in the policy and in the query, for every role and scope", async () => {
    const { db, pine, harbor, ana } = world;
    await save(ana);
    await save(admin, { library: ORGANIZATION });
    for (const { id } of [pine, harbor]) await save(admin, { library: { kind: "place", placeId: id } });
    const rows = await db.select().from(savedReplies);
    for (const role of ROLES)
      for (const scope of [{ placeIds: [] }, { placeIds: [pine.id] }, { scopeAll: true }]) {
        const { actor } = await makeUser(db, { role, ...scope });
        const found = await db.select({ id: savedReplies.id }).from(savedReplies).where(usableBy(actor));
        const may = rows.filter((row) => canUse(actor, row)).map(({ id }) => id);
        expect(found.map(({ id }) => id).sort(), `${role} ${JSON.stringify(scope)}`).toEqual(may.sort());
      }
  });
});

test("a conversation offers its place's replies to whoever may read it, and those of no other place", async () => {
  const { db, pine, harbor, ana, ben, sue } = world;
  const { id: conversationId } = await makeConversation(db, { placeId: pine.id, assigneeId: ben.id });
  await save(sue, { name: "Pine's", library: ofPine() });
  await save(sue, { name: "Harbor's", library: { kind: "place", placeId: harbor.id } });
  const offered = async (actor: PersonActor) =>
    (await repliesFor(world.as(actor), { conversationId })).map(({ name }) => name);
  // Ben works at Harbor, and has this conversation of Pine Street.
  expect(await offered(ben)).toEqual(["Pine's"]);
  expect(await offered(sue)).toEqual(["Pine's"]);
  const theirs = (await makeConversation(db, { placeId: harbor.id })).id;
  await expect(repliesFor(world.as(ana), { conversationId: theirs })).rejects.toMatchObject({ code: "not_found" });
});

describe("saving", () => {
  test("the same request twice adds one reply, and every change is announced once, without its text", async () => {
    const input = content({ shortcut: "Held" });
    const first = await saveReply(world.as(world.ana), input);
    expect(await saveReply(world.as(world.ana), input)).toEqual(first);
    expect(first).toMatchObject({ version: 1, shortcut: "held", used: 0, lastUsedAt: null, canEdit: true });
    expect(await world.published()).toEqual([
      { type: "saved_reply.changed", replyId: first.id, userId: world.ana.id, placeId: null },
    ]);
  });

  test("of two people who edit one reply, the second learns what the first has saved", async () => {
    const shared = await save(admin, { library: ORGANIZATION });
    await saveReply(world.as(admin), again(shared, { body: "It is kept." }));
    const late = saveReply(world.as(admin), again(shared, { body: "It is put aside." }));
    await expect(late).rejects.toMatchObject({ code: "conflict", details: { current: { body: "It is kept." } } });
  });

  test("a shortcut is unique in its library only, in any case of its letters", async () => {
    const { ana, abe } = world;
    await save(ana, { shortcut: "held" });
    await expect(save(ana, { shortcut: "HELD" })).rejects.toMatchObject({ code: "conflict", reason: "shortcutTaken" });
    await save(abe, { shortcut: "held" });
    await save(admin, { shortcut: "held", library: ORGANIZATION });
    await save(ana);
    await save(ana);
  });

  test.each([
    ["a name that is too long", { name: "n".repeat(61) }, undefined],
    ["no name", { name: "  " }, undefined],
    ["no text", { body: " \n " }, undefined],
    ["a text that is too long for a message", { body: "x".repeat(4001) }, undefined],
    ["a shortcut of two words", { shortcut: "is held" }, "shortcutNotAWord"],
    ["a field that does not exist", { body: "Hi {{customer.nickname}}" }, "mergeFieldUnknown"],
    ["a misspelled field", { body: "Hi {{customer.first-name}}" }, "mergeFieldUnknown"],
    ["a field that is not closed", { body: "Hi {{customer.first_name" }, "mergeFieldUnknown"],
  ])("refuses %s", async (_, more, reason) => {
    await expect(save(world.ana, more)).rejects.toMatchObject({ code: "invalid", ...(reason && { reason }) });
  });

  test("a full library takes no more", async () => {
    const values = Array.from({ length: MAX_REPLIES }, () => ({
      ...{ id: uuidv7(), userId: world.ana.id, name: "One", body: "Text", changedAt: world.now() },
    }));
    await world.db.insert(savedReplies).values(values);
    await expect(save(world.ana)).rejects.toMatchObject({ code: "invalid", reason: "tooManyReplies" });
    await save(world.abe);
  });
});

describe("deleting", () => {
  test("takes a reply away, and Undo brings it back; both may be repeated", async () => {
    const { id: replyId } = await save(world.ana, { shortcut: "held" });
    for (const _ of [1, 2]) await deleteReply(world.as(world.ana), { replyId });
    expect(await names(world.ana)).toEqual([]);
    for (const _ of [1, 2]) expect(await restoreReply(world.as(world.ana), { replyId })).toMatchObject({ version: 1 });
    expect(await names(world.ana)).toEqual(["Held"]);
    expect(await world.published()).toHaveLength(3);
  });

  test("frees the shortcut, and Undo says so when another reply has it", async () => {
    const { id: replyId } = await save(world.ana, { shortcut: "held" });
    await deleteReply(world.as(world.ana), { replyId });
    await save(world.ana, { shortcut: "held" });
    const restored = restoreReply(world.as(world.ana), { replyId });
    await expect(restored).rejects.toMatchObject({ code: "conflict", reason: "shortcutTaken" });
  });

  test("is final after the time for Undo", async () => {
    const { id: replyId } = await save(world.ana);
    await deleteReply(world.as(world.ana), { replyId });
    const rule = RETENTION.saved_replies;
    if (!rule || !("drop" in rule)) throw new Error("no rule");
    const settings = { RETENTION_UNDO_DAYS: 7 } as Parameters<typeof rule.drop>[0]["settings"];
    const pass = (days: number) => ({
      ...{ settings, atOnce: 10 },
      now: new Date(world.now().getTime() + days * 86_400_000),
    });
    const left = async (days: number) => {
      for (const statement of rule.drop(pass(days))) await world.db.execute(statement);
      return (await world.db.select().from(savedReplies).where(eq(savedReplies.id, replyId))).length;
    };
    expect([await left(6), await left(8)]).toEqual([1, 0]);
  });
});
