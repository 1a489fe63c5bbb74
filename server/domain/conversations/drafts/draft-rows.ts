import { and, eq, or, type SQL, sql } from "drizzle-orm";
import type { Db, Tx } from "@/db/client";
import { drafts } from "@/db/schema";
import type { Draft, DraftMode } from "@/server/contract/drafts";
import type { Id } from "@/server/contract/ids";
import type { Mention } from "@/server/contract/mentions";

/** The author, conversation and kind of one draft. */
export type DraftRef = { userId: Id; conversationId: Id; mode: DraftMode };

export const isDraft = ({ userId, conversationId, mode }: DraftRef): SQL =>
  and(eq(drafts.userId, userId), eq(drafts.conversationId, conversationId), eq(drafts.mode, mode)) as SQL;

export const toDraft = ({
  conversationId,
  mode,
  body,
  mentions,
  version,
  changedAt,
}: Omit<typeof drafts.$inferSelect, "userId">): Draft => ({
  conversationId,
  mode,
  body,
  mentions,
  version,
  changedAt: changedAt.toISOString(),
});

/** These drafts, also empty ones; without those in which nothing was ever written. */
export async function draftsOf(db: Db | Tx, refs: readonly DraftRef[]): Promise<{ ref: DraftRef; draft: Draft }[]> {
  const rows = await db
    .select()
    .from(drafts)
    .where(or(...refs.map(isDraft), sql`false`));
  return rows.map((row) => ({ ref: row, draft: toDraft(row) }));
}

/** The values of a change. */
export const changed = ({ body, mentions }: { body: string; mentions: Mention[] }, now: Date) => ({
  body,
  mentions,
  version: sql`greatest(${drafts.version} + 1, ${now.getTime()})`,
  changedAt: now,
});
