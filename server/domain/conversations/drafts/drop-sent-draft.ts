import { drafts } from "@/db/schema";
import type { DraftMode } from "@/server/contract/drafts";
import type { Id } from "@/server/contract/ids";
import type { Write } from "@/server/domain/command";
import { changed, isDraft } from "./draft-rows";

/**
 * Drops the author's draft once its text is sent or noted, in the same transaction, so that no device offers it again. The last words may
 * not have been saved before they were sent; a draft with other words stays.
 * @param body the text as stored
 */
export async function dropSentDraft(
  { tx, actor, now, emit }: Write,
  { conversationId, mode, body }: { conversationId: Id; mode: DraftMode; body: string },
): Promise<void> {
  if (actor.kind !== "person" || body === "") return;
  const ref = { userId: actor.id, conversationId, mode };
  const [draft] = await tx.select({ body: drafts.body }).from(drafts).where(isDraft(ref)).for("update");
  if (!draft?.body || !body.trim().startsWith(draft.body.trim())) return;
  await tx
    .update(drafts)
    .set(changed({ body: "", mentions: [] }, now))
    .where(isDraft(ref));
  emit("draft.changed", ref);
}
