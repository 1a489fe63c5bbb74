import { and, eq, gt, isNotNull, ne, or } from "drizzle-orm";
import type { z } from "zod";
import { items } from "@/db/schema";
import { type Item, SendMessage, type SentMessage } from "@/server/contract/conversations";
import { DomainError } from "@/server/contract/errors";
import { personIdOf } from "@/server/contract/team";
import { command, type Write } from "@/server/domain/command";
import { allowSend } from "@/server/domain/consent/gate";
import type { Ctx } from "@/server/domain/context";
import { countUses } from "@/server/domain/replies/count-uses";
import { seesPersonalData } from "@/server/domain/team/policy";
import { cleanText } from "@/server/lib/text";
import { takeUnassigned } from "../assignment/take-unassigned";
import { attachUploads } from "../attachments/attach-uploads";
import { checkQuietHours } from "../delivery/quiet-hours";
import { dropSentDraft } from "../drafts/drop-sent-draft";
import type { ConversationRecord } from "../record/load-conversation";
import { previewOf } from "../record/preview";
import { queueMessage } from "../record/queue-message";
import { asReplayConflict, itemAt, loadToWrite } from "../record/replayed";
import { itemsOf } from "../record/rows";
import { isPersonal, recordUndo } from "../record/undo-record";
import { reopen } from "./reopen";
import { resolveDestination } from "./reply-destinations";
import { checkFits, checkResolved } from "./reply-limits";
import { leavesAt } from "./undo-window";

/** The most unseen messages that a refusal returns. */
const MOST_UNSEEN = 50;

/**
 * Sends a reply to the chosen destination, or to the address that the customer wrote from last. The reply is queued together with its consent check; a job sends it after commit. Repeated requests with the same client id send one message.
 *
 * With `undoable` it leaves after the undo window of the place, and until then its author can take it back (`unsendMessage`).
 *
 * An unassigned conversation is assigned to the author in the same transaction (`takeUnassigned`), so that it leaves the queue; undoing that with `undoId` leaves the message sent. A colleague's conversation stays theirs.
 * @returns the queued item, and whether it claimed the conversation
 * @throws DomainError "conflict" with `details.items` when a colleague replied, or the author sent the same text, after `seenSeq` and `force` is not set, or when
 *   the client id was used for another message; "consent" after an opt-out, or during quiet hours unless they have just written; "invalid" for an empty message, an unresolved merge field, somebody else's attachment, a destination that is not this customer's, or content that the channel does not allow; "not_found" when not visible
 */
export async function sendMessage(ctx: Ctx, input: SendMessage): Promise<SentMessage> {
  return send(ctx, input).catch((error) => {
    throw asReplayConflict(error);
  });
}

const send = command(SendMessage, (write, input) => sendIn(write, input), "conversations:write");

/** As `sendMessage`, in the transaction of another command. `mayClaim`: false where its author has not just sent it. */
export async function sendIn(
  write: Write,
  { body: raw, ...input }: z.output<typeof SendMessage>,
  { mayClaim = true } = {},
): Promise<SentMessage> {
  const { tx, actor } = write;
  const { conversationId, clientMessageId, attachmentIds } = input;
  const body = cleanText(raw).trim();
  const written = { conversationId, clientMessageId, kind: "message" as const, body, attachmentIds };
  const { conversation: found, before } = await loadToWrite(tx, actor, written);
  if (before) return { ...before, claimed: found?.assigneeId === actor.id && (await hasClaimed(write, before)) };
  if (body === "" && attachmentIds.length === 0) throw new DomainError("invalid", "nothingToSend");
  checkResolved(body);
  if (!input.force) await refuseUnseen(write, found, { seenSeq: input.seenSeq, body });
  const to = await resolveDestination(tx, found, input.to, write.now);
  checkFits(to.channel, body, attachmentIds.length);
  const consentEventId = await allowSend(tx, to);
  await checkQuietHours(write, found, to.channel);
  // So that a failed send is noticed.
  const conversation = found.status === "resolved" ? await reopen(write, found, { finishedSeq: found.lastSeq }) : found;
  const claims = mayClaim && isPersonal(write) && conversation.assigneeId === null;
  if (claims) await takeUnassigned(write, conversation);
  const { itemId, seq, ...sent } = await queueMessage(
    write,
    conversationId,
    to,
    {
      authorId: personIdOf(actor),
      body,
      hasAttachments: attachmentIds.length > 0,
      clientMessageId,
      consentEventId,
      sendAt: await leavesAt(write, conversation.placeId, input.undoable),
    },
    {
      waitingSince: null,
      lastReplyFailed: false,
      preview: previewOf(body, attachmentIds.length),
      previewBy: "staff",
    },
  );
  await countUses(write, found.placeId, input.savedReplyIds);
  await attachUploads(write, attachmentIds, actor.id ?? "system", { conversationId, itemId });
  await dropSentDraft(write, { conversationId, mode: "reply", body });
  // Only the assignment can be undone: the customer has been answered.
  const queued = { ...sent.conversation, assigneeId: null };
  if (claims) await recordUndo(write, input.undoId, "claim", [{ before: queued, afterVersion: queued.version }]);
  return { ...(await itemAt(tx, actor, "message", conversationId, seq)), claimed: claims };
}

/** Whether an earlier reply had claimed the conversation: then the line before it has the same transaction. */
async function hasClaimed({ tx }: Write, { conversationId, seq, at }: Item): Promise<boolean> {
  const [line] = await tx
    .select({ system: items.system, at: items.at })
    .from(items)
    .where(and(eq(items.conversationId, conversationId), eq(items.seq, seq - 1)));
  return line?.system?.type === "claimed" && line.at.toISOString() === at;
}

/**
 * Prevents two people from answering at the same time, and one person from sending the same text from two devices: returns what the
 * sender has not seen.
 */
async function refuseUnseen(
  { tx, actor }: Write,
  conversation: ConversationRecord,
  { seenSeq, body }: { seenSeq: number; body: string },
): Promise<void> {
  if (conversation.lastOutboundSeq <= seenSeq || !actor.id) return;
  const isColleagues = ne(items.authorId, actor.id);
  const [reply] = await tx
    .select({ authorId: items.authorId })
    .from(items)
    .where(
      and(
        eq(items.conversationId, conversation.id),
        gt(items.seq, seenSeq),
        eq(items.kind, "message"),
        eq(items.direction, "out"),
        isNotNull(items.authorId),
        ne(items.deliveryStatus, "canceled"),
        body === "" ? isColleagues : or(isColleagues, eq(items.body, body)),
      ),
    )
    .orderBy(items.seq)
    .limit(1);
  if (!reply) return;
  const from = Math.max(seenSeq + 1, conversation.lastSeq - MOST_UNSEEN + 1);
  const seqs = Array.from({ length: conversation.lastSeq - from + 1 }, (_, i) => from + i);
  const unseen = await itemsOf(tx, conversation.id, seqs, { masked: !seesPersonalData(actor) });
  const reason = reply.authorId === actor.id ? "alreadySent" : "colleagueReplied";
  throw new DomainError("conflict", reason, { items: unseen });
}
