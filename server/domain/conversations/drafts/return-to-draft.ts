import { sql } from "drizzle-orm";
import { drafts } from "@/db/schema";
import type { Id } from "@/server/contract/ids";
import type { PersonActor } from "@/server/contract/team";
import type { Write } from "@/server/domain/command";
import { changed, type DraftRef } from "./draft-rows";

/** Puts the text of a reply that its author took back into their draft, before what they have written since. */
export async function returnToDraft(
  { tx, actor, now, emit }: Write<PersonActor>,
  { conversationId, body }: { conversationId: Id; body: string },
): Promise<void> {
  if (body === "") return;
  const ref: DraftRef = { userId: actor.id, conversationId, mode: "reply" };
  const both = sql`case when ${drafts.body} = '' then excluded.body else excluded.body || E'\n' || ${drafts.body} end`;
  await tx
    .insert(drafts)
    .values({ ...ref, body, version: now.getTime(), changedAt: now })
    .onConflictDoUpdate({
      target: [drafts.userId, drafts.conversationId, drafts.mode],
      set: { ...changed("", now), body: both },
    });
  emit("draft.changed", ref);
}
