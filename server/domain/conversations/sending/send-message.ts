import { and, eq, gt, isNotNull, ne } from "drizzle-orm";
import { items } from "@/db/schema";
import { type Item, SendMessage, type SentMessage } from "@/server/contract/conversations";
import { DomainError } from "@/server/contract/errors";
import { personIdOf } from "@/server/contract/team";
import { command, type Write } from "@/server/domain/command";
import { allowSend } from "@/server/domain/consent/gate";
import type { Ctx } from "@/server/domain/context";
import { seesPersonalData } from "@/server/domain/team/policy";
import { cleanText } from "@/server/lib/text";
import { takeUnassigned } from "../assignment/take-unassigned";
import { attachUploads } from "../attachments/attach-uploads";
import { checkQuietHours } from "../delivery/quiet-hours";
import { keeper } from "../offers/end-offer";
import { appendItem, lineBy } from "../record/append-item";
import type { ConversationRecord } from "../record/load-conversation";
import { placementOf } from "../record/policy";
import { previewOf } from "../record/preview";
import { asReplayConflict, itemAt, loadToWrite } from "../record/replayed";
import { itemsOf } from "../record/rows";
import { isPersonal, recordUndo } from "../record/undo-record";
import { resolveDestination } from "./reply-destinations";
import { checkFits } from "./reply-limits";

/** The most unseen messages that a refusal returns. */
const MOST_UNSEEN = 50;

/**
 * Answers the customer at the chosen destination, or where they wrote from last. Queued with its consent check in one
 * transaction; a job sends it after commit. The same client id is the same message, however often it arrives.
 *
 * A conversation that nobody has becomes its author's in the same transaction (`takeUnassigned`), so that it leaves the queue;
 * undoing that under `undoId` leaves the message sent. One that a colleague has stays theirs.
 * @returns the queued item, and whether it claimed the conversation
 * @throws DomainError "conflict" with `details.items` when a colleague replied after `seenSeq` and `force` is not set, or when
 *   the client id was used for another message; "consent" after an opt-out, or at night unless they have just written; "invalid" for an empty message, a foreign
 *   attachment, a destination that is not this customer's, or what the channel does not carry; "not_found" when not visible
 */
export async function sendMessage(ctx: Ctx, input: SendMessage): Promise<SentMessage> {
  return send(ctx, input).catch((error) => {
    throw asReplayConflict(error);
  });
}

const send = command(
  SendMessage,
  async (write, { body: raw, ...input }): Promise<SentMessage> => {
    const { tx, actor } = write;
    const { conversationId, clientMessageId, attachmentIds } = input;
    const body = cleanText(raw).trim();
    const written = { conversationId, clientMessageId, kind: "message" as const, body, attachmentIds };
    const { conversation: found, before } = await loadToWrite(tx, actor, written);
    if (before) return { ...before, claimed: found?.assigneeId === actor.id && (await hasClaimed(write, before)) };
    if (body === "" && attachmentIds.length === 0) throw new DomainError("invalid", "nothingToSend");
    if (!input.force) await refuseUnseen(write, found, input.seenSeq);
    const to = await resolveDestination(tx, found, input.to, write.now);
    checkFits(to.channel, body, attachmentIds.length);
    const consentEventId = await allowSend(tx, to);
    await checkQuietHours(write, found, to.channel);
    const conversation = found.status === "resolved" ? await reopen(write, found) : found;
    const claims = isPersonal(write) && conversation.assigneeId === null;
    if (claims) await takeUnassigned(write, conversation);
    const { itemId, seq, ...sent } = await appendItem(
      write,
      conversationId,
      {
        kind: "message",
        direction: "out",
        channel: to.channel,
        endpointId: to.endpointId,
        contactKind: to.kind,
        contactScope: to.scope,
        contactValue: to.value,
        authorId: personIdOf(actor),
        body,
        hasAttachments: attachmentIds.length > 0,
        deliveryStatus: "queued",
        attempt: 1,
        clientMessageId,
        consentEventId,
      },
      {
        waitingSince: null,
        lastReplyFailed: false,
        preview: previewOf(body, attachmentIds.length),
        previewBy: "staff",
      },
    );
    await attachUploads(write, attachmentIds, actor.id ?? "system", { conversationId, itemId });
    write.emit("message.sent", { conversationId, seqs: [seq] });
    write.enqueue("deliver-messages", { conversationId });
    // Only the assignment can be undone: the customer has been answered.
    const queued = { ...sent.conversation, assigneeId: null };
    if (claims) await recordUndo(write, input.undoId, "claim", [{ before: queued, afterVersion: queued.version }]);
    return { ...(await itemAt(tx, actor, "message", conversationId, seq)), claimed: claims };
  },
  "conversations:write",
);

/** Whether a reply that was sent before had claimed the conversation: the line before it is of the same transaction. */
async function hasClaimed({ tx }: Write, { conversationId, seq, at }: Item): Promise<boolean> {
  const [line] = await tx
    .select({ system: items.system, at: items.at })
    .from(items)
    .where(and(eq(items.conversationId, conversationId), eq(items.seq, seq - 1)));
  return line?.system?.type === "claimed" && line.at.toISOString() === at;
}

/** Two people must not answer past each other: what a colleague said and this sender has not seen comes back instead. */
async function refuseUnseen({ tx, actor }: Write, conversation: ConversationRecord, seenSeq: number): Promise<void> {
  if (conversation.lastOutboundSeq <= seenSeq || !actor.id) return;
  const inThis = eq(items.conversationId, conversation.id);
  const [colleague] = await tx
    .select({ seq: items.seq })
    .from(items)
    .where(
      and(
        inThis,
        gt(items.seq, seenSeq),
        eq(items.kind, "message"),
        eq(items.direction, "out"),
        isNotNull(items.authorId),
        ne(items.authorId, actor.id),
      ),
    )
    .limit(1);
  if (!colleague) return;
  const from = Math.max(seenSeq + 1, conversation.lastSeq - MOST_UNSEEN + 1);
  const seqs = Array.from({ length: conversation.lastSeq - from + 1 }, (_, i) => from + i);
  const unseen = await itemsOf(tx, conversation.id, seqs, { masked: !seesPersonalData(actor) });
  throw new DomainError("conflict", "colleagueReplied", { items: unseen });
}

/**
 * Writing to a customer is work: a resolved conversation opens again, so that a failed send is not buried. Whoever had it has
 * it again, unless they cannot work any more.
 */
async function reopen(write: Write, resolved: ConversationRecord): Promise<ConversationRecord> {
  const { touch } = await keeper(write, resolved);
  const { seq, conversation } = await appendItem(
    write,
    resolved.id,
    { kind: "system", system: { type: "reopened", ...lineBy(write.actor) } },
    { status: "open", resolvedAt: null, finishedSeq: resolved.lastSeq, ...touch },
  );
  const was = touch.assigneeId === resolved.assigneeId ? {} : { was: placementOf(resolved) };
  write.emit("conversation.reopened", { conversationId: resolved.id, seqs: [seq], ...was });
  return conversation;
}
