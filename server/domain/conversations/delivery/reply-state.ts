import { and, asc, desc, eq, gt, isNotNull, type SQL, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { conversations, items } from "@/db/schema";
import { CallDetail } from "@/server/contract/calls";
import type { Id } from "@/server/contract/ids";
import { unansweredSince, wasAnswered } from "@/server/contract/missed-calls";
import type { Write } from "@/server/domain/command";
import { consentFor } from "@/server/domain/consent/gate";
import { keywordIn } from "@/server/domain/consent/keywords";
import { keeper } from "../offers/end-offer";
import { appendItem } from "../record/append-item";
import { type ConversationRecord, lockConversation } from "../record/load-conversation";
import { placementOf } from "../record/policy";

/**
 * Recomputes from the items whether the customer waits and whether our newest reply failed, after a reply has failed or is
 * retried. The caller holds the conversation's lock. A conversation that was resolved or snoozed after a reply that then failed
 * reopens, because nobody would see it otherwise.
 */
export async function updateReplyState(write: Write, conversationId: Id): Promise<void> {
  const { tx } = write;
  const conversation = await lockConversation(tx, conversationId);
  if (!conversation) return;
  const lastReplyFailed = await newestReplyFailed(tx, conversationId);
  const waitingSince = await firstUnansweredAt(tx, conversation);
  if (conversation.status !== "open" && lastReplyFailed && waitingSince) {
    return bringBack(write, conversation, { lastReplyFailed, waitingSince });
  }
  const state = { lastReplyFailed, waitingSince: conversation.status === "resolved" ? null : waitingSince };
  const isSameWait = state.waitingSince?.getTime() === conversation.waitingSince?.getTime();
  if (isSameWait && lastReplyFailed === conversation.lastReplyFailed) return;
  await tx
    .update(conversations)
    .set({ ...state, version: sql`${conversations.version} + 1` })
    .where(eq(conversations.id, conversationId));
}

async function bringBack(
  write: Write,
  conversation: ConversationRecord,
  state: Pick<ConversationRecord, "lastReplyFailed" | "waitingSince">,
): Promise<void> {
  const { touch } = await keeper(write, conversation);
  const { seq } = await appendItem(
    write,
    conversation.id,
    { kind: "system", system: { type: "reopened_undelivered" } },
    { status: "open", resolvedAt: null, snoozedUntil: null, ...touch, ...state },
  );
  const event = conversation.status === "snoozed" ? "conversation.woken" : "conversation.reopened";
  write.emit(event, { conversationId: conversation.id, seqs: [seq], was: placementOf(conversation) });
}

const isReply = (conversationId: Id) =>
  and(
    eq(items.conversationId, conversationId),
    eq(items.kind, "message"),
    eq(items.direction, "out"),
    isNotNull(items.authorId),
  );

/** Whether our newest reply was not delivered. */
export const newestReplyFailed = async (tx: Tx, conversationId: Id): Promise<boolean> =>
  (await newestReply(tx, conversationId))?.deliveryStatus === "failed";

const wasNotTakenBack = sql`${items.deliveryStatus} is distinct from 'canceled'`;

async function newestReply(tx: Tx, conversationId: Id, which?: SQL) {
  const [newest] = await tx
    .select({ seq: items.seq, deliveryStatus: items.deliveryStatus })
    .from(items)
    .where(and(isReply(conversationId), wasNotTakenBack, which))
    .orderBy(desc(items.seq))
    .limit(1);
  return newest;
}

const AT_ONCE = 20;

/**
 * Finds the customer's first message or missed call after our last answer, and after `finished_seq`. An answer is a reply that was
 * sent or is in flight, or a call on which somebody of ours talked to them.
 * @returns when it was written, or when they began to wait on the phone; or null. STOP, START and HELP start no wait
 */
export async function firstUnansweredAt(
  tx: Tx,
  { id, finishedSeq }: Pick<ConversationRecord, "id" | "finishedSeq">,
): Promise<Date | null> {
  const reply = await newestReply(tx, id, sql`${items.deliveryStatus} is distinct from 'failed'`);
  const calls = await callsAfter(tx, id, finishedSeq);
  const talked = calls.findLast(({ call }) => wasAnswered(call));
  const answered = Math.max(finishedSeq, reply?.seq ?? 0, talked?.seq ?? 0);
  const missed = calls.flatMap(({ seq, call }) => (seq > answered ? (unansweredSince(call) ?? []) : []));
  const written = await firstWrittenAt(tx, id, answered);
  const [first] = [...missed.map((at) => new Date(at)), ...(written ? [written] : [])].sort((a, b) => +a - +b);
  return first ?? null;
}

/** The calls of a conversation from an entry on, oldest first. */
async function callsAfter(tx: Tx, conversationId: Id, seq: number): Promise<{ seq: number; call: CallDetail }[]> {
  const found = await tx
    .select({ seq: items.seq, detail: items.detail })
    .from(items)
    .where(and(eq(items.conversationId, conversationId), eq(items.kind, "call"), gt(items.seq, seq)))
    .orderBy(asc(items.seq));
  return found.flatMap(({ seq, detail }) => {
    const { data } = CallDetail.safeParse(detail);
    return data ? [{ seq, call: data }] : [];
  });
}

async function firstWrittenAt(tx: Tx, id: Id, answered: number): Promise<Date | null> {
  for (let after = answered; ; ) {
    const written = await tx
      .select({ seq: items.seq, at: items.at, body: items.body, contactKind: items.contactKind })
      .from(items)
      .where(and(eq(items.conversationId, id), eq(items.direction, "in"), gt(items.seq, after)))
      .orderBy(asc(items.seq))
      .limit(AT_ONCE);
    const waits = written.find(({ body, contactKind }) => !isKeyword(contactKind, body));
    const last = written.at(-1);
    if (waits || !last || written.length < AT_ONCE) return waits?.at ?? null;
    after = last.seq;
  }
}

const isKeyword = (kind: string | null, body: string): boolean =>
  kind !== null && consentFor({ kind }) !== null && keywordIn(body)?.basis === "keyword";
