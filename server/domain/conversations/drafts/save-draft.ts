import { and, eq, ne, or } from "drizzle-orm";
import { drafts } from "@/db/schema";
import { type Draft, SaveDraft } from "@/server/contract/drafts";
import { DomainError } from "@/server/contract/errors";
import { mentionsIn } from "@/server/contract/mention-text";
import type { PersonActor } from "@/server/contract/team";
import { command, type Write } from "@/server/domain/command";
import { cleanText } from "@/server/lib/text";
import { loadConversation } from "../record/load-conversation";
import { changed, type DraftRef, draftsOf, isDraft, toDraft } from "./draft-rows";

/**
 * Stores what the actor has written so far, for all their devices. An empty text drops the draft, also of a conversation that they may no
 * longer read. The same text again changes nothing.
 * @throws DomainError "conflict", reason `draftChanged` with `details.draft`, when another device has changed it after `baseVersion`;
 * "not_found" for a text in a conversation that is not visible; "forbidden" for anybody but a person
 */
export const saveDraft = command(SaveDraft, async (write: Write<PersonActor>, input): Promise<Draft> => {
  const { tx, actor, now, emit } = write;
  if (actor.kind !== "person") throw new DomainError("forbidden");
  const ref: DraftRef = { userId: actor.id, conversationId: input.conversationId, mode: input.mode };
  const body = cleanText(input.body);
  if (body !== "") await loadConversation(tx, actor, input.conversationId);
  const written = { body, mentions: mentionsIn(body, input.mentions) };
  const isNew = or(ne(drafts.body, body), ne(drafts.mentions, written.mentions));
  const isUnchanged = or(eq(drafts.version, input.baseVersion), eq(drafts.body, ""));
  const [row] =
    body === ""
      ? await tx
          .update(drafts)
          .set(changed(written, now))
          .where(and(isDraft(ref), isNew, isUnchanged))
          .returning()
      : await tx
          .insert(drafts)
          .values({ ...ref, ...written, version: now.getTime(), changedAt: now })
          .onConflictDoUpdate({
            target: [drafts.userId, drafts.conversationId, drafts.mode],
            set: changed(written, now),
            setWhere: and(isNew, isUnchanged),
          })
          .returning();
  if (row) {
    emit("draft.changed", ref);
    return toDraft(row);
  }
  const stored = (await draftsOf(tx, [ref]))[0]?.draft;
  if (stored && stored.body !== body) throw new DomainError("conflict", "draftChanged", { draft: stored });
  const { conversationId, mode } = input;
  return stored ?? { conversationId, mode, body, mentions: [], version: 0, changedAt: now.toISOString() };
});
