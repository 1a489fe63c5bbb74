import { and, eq } from "drizzle-orm";
import { items } from "@/db/schema";
import { DomainError } from "@/server/contract/errors";
import type { Id } from "@/server/contract/ids";
import type { PersonActor } from "@/server/contract/team";
import { type Disposition, SaveWrapUp, type WrapUpView } from "@/server/contract/wrap-ups";
import { command, type Write } from "@/server/domain/command";
import { appendItem } from "@/server/domain/conversations/record/append-item";
import { maskingFor } from "@/server/domain/team/policy";
import { cleanText } from "@/server/lib/text";
import { changeCall } from "./change-call";
import { dispositions } from "./settings";
import { endWrapUps } from "./wrap-up";
import { loadMyWrapUp, type RawWrapUp, toWrapUp } from "./wrap-up-view";

/**
 * Records what the actor says about a call of theirs, during its wrap-up or later: a disposition, which replaces the one before, and a
 * note in the conversation, also when the conversation has gone to somebody else since. The same note again is the same note.
 * @throws DomainError "not_found": not their wrap-up; "invalid": the disposition is not offered any more, or the note is empty;
 * "conflict": the note's client id was used for something else
 */
export const saveWrapUp = command(SaveWrapUp, async (write: Write<PersonActor>, input): Promise<WrapUpView> => {
  const { tx, actor, now } = write;
  const { id, callId, placeId } = await loadMyWrapUp(tx, actor, input.wrapUpId);
  const chosen = input.disposition === undefined ? undefined : await choose(write, placeId, input.disposition);
  await changeCall(write, callId, (call) => {
    const mine = call.wrapUps.find((one) => one.id === id);
    if (mine && chosen !== undefined) mine.disposition = chosen;
    if (input.isDone) endWrapUps(call, actor.id, now);
  });
  const saved = await loadMyWrapUp(tx, actor, id);
  if (input.note) await addNote(write, saved, input.note);
  return toWrapUp(saved, maskingFor(actor));
});

async function choose(write: Write, placeId: Id, key: string | null): Promise<Disposition | null> {
  if (key === null) return null;
  const found = (await write.settings.get(dispositions, placeId)).find((one) => one.key === key);
  if (!found) throw new DomainError("invalid", "dispositionUnknown");
  return found;
}

/** The lock of the call is held, so that of two equal requests at once the second finds the note. */
async function addNote(
  write: Write<PersonActor>,
  { conversationId }: RawWrapUp,
  { clientMessageId, body: raw }: NonNullable<SaveWrapUp["note"]>,
): Promise<void> {
  const { tx, actor } = write;
  const body = cleanText(raw);
  if (body === "") throw new DomainError("invalid", "noteEmpty");
  const [before] = await tx
    .select()
    .from(items)
    .where(and(eq(items.authorId, actor.id), eq(items.clientMessageId, clientMessageId)));
  if (before) {
    const isSame = before.conversationId === conversationId && before.kind === "note" && before.body === body;
    if (!isSame) throw new DomainError("conflict", "messageIdUsed");
    return;
  }
  const { seq } = await appendItem(write, conversationId, { kind: "note", authorId: actor.id, body, clientMessageId });
  write.emit("note.added", { conversationId, seqs: [seq] });
}
