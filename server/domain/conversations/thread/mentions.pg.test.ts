import { uuidv7 } from "uuidv7";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makeConversation } from "@/db/factories";
import { createCtx } from "@/server/domain/operate/create-ctx";
import { freshPg } from "@/tests/fresh-pg";
import { twoStores } from "@/tests/two-stores";
import { addNote } from "./add-note";
import { followConversation } from "./follow-conversation";

let database: Awaited<ReturnType<typeof freshPg>>;
beforeEach(async () => {
  database = await freshPg();
});
afterEach(() => database.close());

test("mentions and follows at once, at two nodes, make each person one follower, with their last mention, and lose nobody", async () => {
  const [a, b] = [await database.open(), await database.open()];
  const { ana, abe, sue, pine, now, record } = await twoStores(a.db);
  const { id: conversationId } = await makeConversation(a.db, { placeId: pine.id, inbound: 0 });
  const at = (node: number, actor = ana) => createCtx({ db: (node % 2 ? b : a).db, actor, now });
  const written = await Promise.all([
    ...Array.from({ length: 12 }, (_, n) => {
      const mentions = (n % 3 ? [abe] : [abe, ana]).map(({ id, name }) => ({ userId: id, label: name }));
      const body = `${n} ${mentions.map(({ label }) => `@${label}`).join(" ")}`;
      return addNote(at(n, n % 2 ? ana : sue), { conversationId, clientMessageId: uuidv7(), body, mentions });
    }),
    ...[0, 1, 2, 3].map((n) => followConversation(at(n, sue), { conversationId, isFollowing: true })),
  ]);
  const notes = written.flatMap((one) => ("kind" in one ? one : []));
  const lastFor = (id: string) =>
    Math.max(
      0,
      ...notes
        .filter((one) => one.author?.id !== id && one.mentions.some(({ userId }) => userId === id))
        .map(({ seq }) => seq),
    );
  expect(notes.map(({ seq }) => seq).sort((x, y) => x - y)).toEqual(Array.from({ length: 12 }, (_, n) => n + 1));
  expect((await record(conversationId)).followers).toEqual({
    [abe.id]: lastFor(abe.id),
    [ana.id]: lastFor(ana.id),
    [sue.id]: 0,
  });
});
