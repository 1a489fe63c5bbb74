import { expect, test } from "vitest";
import { makeConversation } from "@/db/factories";
import { events } from "@/db/schema";
import { twoStores } from "@/tests/two-stores";
import { claimConversation } from "../conversations/assignment/claim-conversation";
import { syncHead } from "./head";
import { syncSince } from "./since";

test("an event that cannot be read makes a screen refetch everything once and continue after it", async () => {
  const { db, as, ana, pine } = await twoStores();
  const { cursor } = await syncHead({ db });
  await db.insert(events).values({ type: "message.received", payload: { conversationId: "no id", seqs: [1] } });
  const answer = await syncSince(as(ana), { cursor });
  expect(answer.reset).toBe(true);
  const { id } = await makeConversation(db, { placeId: pine.id });
  await claimConversation(as(ana), { conversationId: id });
  const next = await syncSince(as(ana), { cursor: answer.cursor });
  expect(next).toMatchObject({ reset: false, envelopes: [{ type: "conversation.assigned" }] });
});
