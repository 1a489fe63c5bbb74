import { AddNote, type NoteItem } from "@/server/contract/conversations";
import { DomainError } from "@/server/contract/errors";
import type { Id } from "@/server/contract/ids";
import { mentionsIn } from "@/server/contract/mention-text";
import type { Mention } from "@/server/contract/mentions";
import { personIdOf } from "@/server/contract/team";
import { command, type Write } from "@/server/domain/command";
import type { Ctx } from "@/server/domain/context";
import { cleanText } from "@/server/lib/text";
import { dropSentDraft } from "../drafts/drop-sent-draft";
import { appendItem } from "../record/append-item";
import type { ConversationRecord } from "../record/load-conversation";
import { placementOf } from "../record/policy";
import { readersAmong } from "../record/readers";
import { asReplayConflict, itemAt, loadToWrite } from "../record/replayed";

/**
 * Adds a note for colleagues. It has no public number, so no customer's query can return it. Whom it mentions follows the conversation
 * from then on.
 * @returns the note; the same one for a repeated client id
 * @throws DomainError "not_found" when not visible; "conflict" when the client id was used for something else; "invalid", reason
 * `mentionsNonReader`, when it mentions somebody who may not read the conversation
 */
export async function addNote(ctx: Ctx, input: AddNote): Promise<NoteItem> {
  return add(ctx, input).catch((error) => {
    throw asReplayConflict(error);
  });
}

const add = command(
  AddNote,
  async (write, { conversationId, clientMessageId, body: raw, mentions: offered }): Promise<NoteItem> => {
    const { tx, actor } = write;
    const body = cleanText(raw);
    if (body === "") throw new DomainError("invalid", "noteEmpty");
    const written = { conversationId, clientMessageId, kind: "note" as const, body, attachmentIds: [] };
    const { conversation, before } = await loadToWrite(tx, actor, written);
    if (before) return before;
    const mentions = mentionsIn(body, offered);
    const note = { kind: "note" as const, authorId: personIdOf(actor), body, clientMessageId };
    const { seq } = await appendItem(
      write,
      conversationId,
      { ...note, mentions: mentions.length > 0 ? mentions : null },
      await followersAfter(write, conversation, mentions),
    );
    await dropSentDraft(write, { conversationId, mode: "note", body });
    write.emit("note.added", { conversationId, seqs: [seq] });
    return itemAt(tx, actor, "note", conversationId, seq);
  },
  "conversations:write",
);

/**
 * The people who follow a locked conversation once its next note mentions these.
 * @throws DomainError "invalid" when one of them may not read it
 */
async function followersAfter(
  { tx, now, actor }: Write,
  { followers, lastSeq, ...conversation }: ConversationRecord,
  mentions: readonly Mention[],
): Promise<Partial<ConversationRecord>> {
  if (mentions.length === 0) return {};
  const ids = mentions.map(({ userId }) => userId);
  const readers = await readersAmong(tx, ids, placementOf(conversation));
  const others = mentions.filter(({ userId }) => !readers.has(userId));
  if (others.length > 0) {
    const names = others.map(({ label }) => label).join(", ");
    throw new DomainError("invalid", "mentionsNonReader", { names });
  }
  // Their own note is nothing new to its author.
  const seqFor = (id: Id) => (id === actor.id ? (followers[id] ?? 0) : lastSeq + 1);
  const mentioned = Object.fromEntries(ids.map((id) => [id, seqFor(id)]));
  return { followers: { ...followers, ...mentioned }, lastMentionAt: now };
}
