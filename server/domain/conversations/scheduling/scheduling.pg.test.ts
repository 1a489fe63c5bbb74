import { and, eq } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { afterEach, beforeEach, expect, test } from "vitest";
import { makeConversation } from "@/db/factories";
import { items } from "@/db/schema";
import { createCtx } from "@/server/domain/operate/create-ctx";
import { freshPg } from "@/tests/fresh-pg";
import { allowTextsAtAnyHour } from "@/tests/place-settings";
import { twoStores } from "@/tests/two-stores";
import { listDrafts } from "../drafts/list-drafts";
import { cancelScheduled, scheduleReply } from "./schedule-reply";
import { sendScheduled } from "./send-scheduled";

let database: Awaited<ReturnType<typeof freshPg>>;
beforeEach(async () => {
  database = await freshPg();
});
afterEach(() => database.close());

test("at two nodes that send it while a colleague cancels it, it is sent once or is a draft, never both and never neither", async () => {
  const [a, b] = [await database.open(), await database.open()];
  const { ana, abe, pine, as, now, system, later } = await twoStores(a.db);
  await allowTextsAtAnyHour(system());
  for (let round = 0; round < 15; round++) {
    const { id: conversationId } = await makeConversation(a.db, { placeId: pine.id });
    const one = { conversationId, scheduledId: uuidv7() };
    const sendAt = new Date(+now() + 1000).toISOString();
    await scheduleReply(as(ana), { ...one, body: `Round ${round}`, sendAt, seenSeq: 1 });
    later(1);
    await Promise.all([
      sendScheduled(createCtx({ db: b.db, actor: system().actor, now }), one),
      cancelScheduled(as(abe), one),
      sendScheduled(system(), one),
    ]);
    const sent = await a.db
      .select()
      .from(items)
      .where(and(eq(items.conversationId, conversationId), eq(items.direction, "out")));
    const drafts = (await listDrafts(as(ana))).filter((draft) => draft.conversationId === conversationId);
    const texts = [...sent, ...drafts].map(({ body }) => body).filter(Boolean);
    expect(texts).toEqual([`Round ${round}`]);
  }
});
