import { and, desc, eq, inArray, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { items } from "@/db/schema";
import type { Id } from "@/server/contract/ids";
import { effectOf, type LinePreview } from "./item-kinds";
import type { ConversationRecord } from "./load-conversation";
import { unsafeRawItems } from "./rows";

/** What the inbox row of a conversation shows, computed from its items after one of them was taken back. */
export async function lastEntry(
  tx: Tx,
  { id, createdAt }: Pick<ConversationRecord, "id" | "createdAt">,
): Promise<LinePreview & Pick<ConversationRecord, "lastMessageAt">> {
  const newest = await newestOf(tx, id, ["message", "note", "call"]);
  const [raw] = newest ? await unsafeRawItems(tx, [{ conversationId: id, seqs: [newest.seq] }]) : [];
  const shown = (raw && effectOf(raw).line) ?? ({ preview: "", previewBy: "system" } as const);
  return { ...shown, lastMessageAt: (await newestOf(tx, id, ["message"]))?.at ?? createdAt };
}

async function newestOf(tx: Tx, conversationId: Id, kinds: ("message" | "note" | "call")[]) {
  const isStill = sql`${items.deliveryStatus} is distinct from 'canceled'`;
  const [newest] = await tx
    .select({ seq: items.seq, at: items.at })
    .from(items)
    .where(and(eq(items.conversationId, conversationId), inArray(items.kind, kinds), isStill))
    .orderBy(desc(items.seq))
    .limit(1);
  return newest;
}
