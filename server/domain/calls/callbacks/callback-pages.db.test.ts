import { uuidv7 } from "uuidv7";
import { expect, test } from "vitest";
import { makeConversation } from "@/db/factories";
import { callbacks } from "@/db/schema";
import type { CallbackPage } from "@/server/contract/call-lists";
import type { CallbackKey } from "@/server/contract/callbacks";
import { callWorld } from "@/tests/call-fixture";
import { listCallbacks } from "./list-callbacks";

test("every callback is on exactly one page, in the order of their times, many at one moment included", async () => {
  const { db, pine, harbor, ana, as, now } = await callWorld();
  const schedule = async (placeId: string, minutes: number) => {
    const id = uuidv7();
    const dueAt = new Date(now().getTime() + minutes * 60_000);
    const { id: conversationId } = await makeConversation(db, { placeId, inbound: 0, callbackId: id });
    await db.insert(callbacks).values({ id, conversationId, reason: "", dueAt, remindAt: dueAt, createdAt: now() });
    return id;
  };
  const later = await schedule(pine.id, 60);
  const atOnce: string[] = [];
  for (let n = 0; n < 14; n++) atOnce.push(await schedule(pine.id, 5));
  await schedule(harbor.id, 1);
  const pages: string[][] = [];
  let cursor: CallbackKey | null = null;
  do {
    const page: CallbackPage = await listCallbacks(as(ana), { cursor, limit: 5 });
    pages.push(page.rows.map(({ callback }) => callback?.id ?? ""));
    cursor = page.nextCursor;
  } while (cursor);
  expect(pages.map(({ length }) => length)).toEqual([5, 5, 5]);
  expect(pages.flat()).toEqual([...atOnce.toSorted(), later]);
});
