import { AddNote, type NoteItem } from "@/server/contract/conversations";
import { DomainError } from "@/server/contract/errors";
import { personIdOf } from "@/server/contract/team";
import { command } from "@/server/domain/command";
import type { Ctx } from "@/server/domain/context";
import { cleanText } from "@/server/lib/text";
import { dropSentDraft } from "../drafts/drop-sent-draft";
import { appendItem } from "../record/append-item";
import { asReplayConflict, itemAt, loadToWrite } from "../record/replayed";

/**
 * Adds a note for colleagues. It has no public number, so no customer's query can return it.
 * @returns the note; the same one for a repeated client id
 * @throws DomainError "not_found" when not visible; "conflict" when the client id was used for something else
 */
export async function addNote(ctx: Ctx, input: AddNote): Promise<NoteItem> {
  return add(ctx, input).catch((error) => {
    throw asReplayConflict(error);
  });
}

const add = command(
  AddNote,
  async (write, { conversationId, clientMessageId, body: raw }): Promise<NoteItem> => {
    const { tx, actor } = write;
    const body = cleanText(raw);
    if (body === "") throw new DomainError("invalid", "noteEmpty");
    const written = { conversationId, clientMessageId, kind: "note" as const, body, attachmentIds: [] };
    const { before } = await loadToWrite(tx, actor, written);
    if (before) return before;
    const note = { kind: "note" as const, authorId: personIdOf(actor), body, clientMessageId };
    const { seq } = await appendItem(write, conversationId, note);
    await dropSentDraft(write, { conversationId, mode: "note", body });
    write.emit("note.added", { conversationId, seqs: [seq] });
    return itemAt(tx, actor, "note", conversationId, seq);
  },
  "conversations:write",
);
