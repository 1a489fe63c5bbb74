import { asc, eq } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { DbHandle } from "@/db/client";
import { conversations, items } from "@/db/schema";
import { freshPg } from "@/tests/fresh-pg";
import { makeStore } from "@/tests/inbound";
import { retryMessage } from "../sending/retry-message";
import { sendMessage } from "../sending/send-message";
import { claimNextDelivery, settleDelivery } from "./claim-delivery";
import { recordDelivery } from "./record-delivery";

let server: Awaited<ReturnType<typeof freshPg>>;
let nodes: DbHandle[];
beforeAll(async () => {
  server = await freshPg();
  nodes = [await server.open(), await server.open()];
});
afterAll(() => server?.close());

test("a failure report, another reply, a retry and the customer's next message at once agree on whether the customer waits", async () => {
  const [{ db }, { db: other }] = nodes as [DbHandle, DbHandle];
  const store = await makeStore(db);
  const elsewhere = { ...store.ctx, db: other };
  for (let round = 0; round < 12; round++) {
    const from = `+1415556${1000 + round}`;
    const { conversationId } = await store.text(from, "Is it in stock?");
    const say = (body: string) =>
      sendMessage({ ...store.staff, db: other }, { conversationId, clientMessageId: uuidv7(), body, seenSeq: 9999 });
    const [first, second] = [await say("one"), await say("two")];
    const fails = ({ id }: { id: string }) => ({
      ...{ kind: "status" as const, externalId: `SM${id}`, messageId: id },
      ...{ status: "failed" as const, error: "Handset unreachable" },
    });
    await recordDelivery(store.ctx, store.sms, fails(first));
    await Promise.all([
      recordDelivery(elsewhere, store.sms, fails(second)),
      retryMessage(store.staff, { conversationId, itemId: first.id }),
      store.text(from, "Hello?"),
      claimNextDelivery(elsewhere, { conversationId }).then(
        (claimed) =>
          claimed &&
          settleDelivery(store.ctx, {
            ...pick(claimed),
            result: { outcome: "failed", error: "Unreachable", optedOut: false },
          }),
      ),
      ...(round % 2 ? [say("three")] : []),
    ]);
    const [row] = await db.select().from(conversations).where(eq(conversations.id, conversationId));
    const all = await db.select().from(items).where(eq(items.conversationId, conversationId)).orderBy(asc(items.seq));
    const replies = all.filter((item) => item.direction === "out");
    const answer = replies.findLast((item) => item.deliveryStatus !== "failed")?.seq ?? 0;
    expect(row?.waitingSince, `round ${round}`).toEqual(
      all.find((item) => item.direction === "in" && item.seq > answer)?.at ?? null,
    );
    expect(row?.lastReplyFailed).toBe(replies.at(-1)?.deliveryStatus === "failed");
  }
});

const pick = ({ itemId, attempt }: { itemId: string; attempt: number }) => ({ itemId, attempt });
