import { sql } from "drizzle-orm";
import { drafts } from "@/db/schema";
import type { Id } from "@/server/contract/ids";
import type { Write } from "@/server/domain/command";
import { changed, type DraftRef } from "./draft-rows";

/** Puts the text of a reply that is not sent into its author's draft, before what they have written since. */
export async function returnToDraft(
  { tx, now, emit }: Write,
  { userId, conversationId, body }: { userId: Id; conversationId: Id; body: string },
): Promise<void> {
  if (body === "") return;
  const ref: DraftRef = { userId, conversationId, mode: "reply" };
  const both = sql`case when ${drafts.body} = '' then excluded.body else excluded.body || E'\n' || ${drafts.body} end`;
  await tx
    .insert(drafts)
    .values({ ...ref, body, version: now.getTime(), changedAt: now })
    .onConflictDoUpdate({
      target: [drafts.userId, drafts.conversationId, drafts.mode],
      set: { ...changed({ body: "", mentions: [] }, now), body: both },
    });
  emit("draft.changed", ref);
}
