import type { Write } from "@/server/domain/command";
import { moveConversation, namesForMoves } from "@/server/domain/conversations/assignment/move";
import { appendItem, lineBy } from "@/server/domain/conversations/record/append-item";
import { lockConversation } from "@/server/domain/conversations/record/load-conversation";
import { type Call, isWaiting } from "../call";
import { ringFacts } from "../ring-facts";
import { startVoicemail } from "../voicemail";

/** The conversation goes to the place that its customer chose, before anybody is rung there; a closed place takes a message at once. */
export async function afterMenu(write: Write, before: Pick<Call, "placeId">, call: Call): Promise<void> {
  if (call.placeId !== before.placeId) await moveToPlace(write, call);
  if (!isWaiting(call)) return;
  const { voicemail } = await ringFacts(write, call);
  if (voicemail?.isClosed) startVoicemail(call, voicemail, write.now);
}

/** One that somebody owns, or that is on its way to somebody, stays theirs until the call is answered: a caller id proves nothing. */
async function moveToPlace(write: Write, { conversationId, placeId }: Call): Promise<void> {
  const conversation = await lockConversation(write.tx, conversationId);
  if (!conversation || conversation.placeId === placeId) return;
  if (conversation.assigneeId || conversation.offerId) return;
  const to = { placeId, userId: null };
  await moveConversation(write, conversation, to, await namesForMoves(write, [conversation], [to]));
}

/** A call that the menu answered leaves no work: a conversation that it alone has opened or reopened is resolved again. */
export async function resolveAnswered(write: Write, before: Call, call: Call): Promise<void> {
  if (before.endedAt || call.outcome !== "self_service") return;
  const conversation = await lockConversation(write.tx, call.conversationId);
  if (conversation?.status !== "open" || conversation.waitingSince || conversation.offerId) return;
  const { lastSeq, finishedSeq } = conversation;
  // A reopened conversation has the line that says so between what was finished and the call.
  const isOpenedByIt = call.seq === 1 || (finishedSeq > 0 && call.seq === finishedSeq + 2);
  if (!isOpenedByIt || lastSeq !== call.seq) return;
  const touch = { status: "resolved" as const, resolvedAt: write.now };
  const system = { type: "resolved" as const, ...lineBy(write.actor) };
  const { seq } = await appendItem(write, call.conversationId, { kind: "system", system }, touch);
  write.emit("conversation.resolved", { conversationId: call.conversationId, seqs: [seq] });
}
