import { and, eq, gt, ne, sql } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { callRecordings, calls, conversations, items } from "@/db/schema";
import { channelOf } from "@/server/channels/directory";
import type { Id } from "@/server/contract/ids";
import type { Write } from "@/server/domain/command";
import type { ConversationRecord } from "@/server/domain/conversations/record/load-conversation";
import { missedCallAt } from "@/server/domain/conversations/record/missed-call";
import { replyDestinations } from "@/server/domain/conversations/sending/reply-destinations";
import { membersOf } from "@/server/domain/merging/members";
import { isMobile } from "@/server/domain/text/normalize";
import type { Call } from "../call";

/* What decides whether the customer of a missed call is texted. */

/** After an outage nobody remembers why they called. */
const FRESH_MS = 15 * 60_000;

/**
 * Whether the customer still waits for an answer to this call and to no later one, nobody has written since, no callback is promised,
 * and they are on no call now, also as one merged with them.
 */
export async function isStillMissed(
  { tx, now }: Write,
  call: Call,
  conversation: ConversationRecord,
): Promise<boolean> {
  const { lastMissedCallAt, lastInboundSeq, lastOutboundSeq, callbackId } = conversation;
  if (!call.endedAt || now.getTime() - call.endedAt.getTime() > FRESH_MS) return false;
  if (missedCallAt(conversation) === null || lastMissedCallAt?.getTime() !== call.endedAt.getTime()) return false;
  if (callbackId !== null || Math.max(lastInboundSeq, lastOutboundSeq) > call.seq) return false;
  const isLive = and(sql`${calls.customerId} in ${membersOf(call.customerId)}`, ne(calls.state, "ended"));
  const [live] = await tx.select({ id: calls.id }).from(calls).where(isLive).limit(1);
  return live === undefined;
}

/** Whether the customer left a message, or may have: its audio is not here yet. They have said what they want, and wait for us. */
export async function leftMessage(tx: Tx, { id }: Call): Promise<boolean> {
  const isMessage = and(eq(callRecordings.callId, id), eq(callRecordings.kind, "voicemail"));
  const [found] = await tx.select({ id: callRecordings.id }).from(callRecordings).where(isMessage).limit(1);
  return found !== undefined;
}

/** Whether the customer, also as one merged with them, got such a text in the last hours, in any conversation. */
export async function wasTextedWithin({ tx, now }: Write, customerId: Id, hours: number): Promise<boolean> {
  const isRecent = gt(conversations.rescueTextedAt, new Date(now.getTime() - hours * 3_600_000));
  const [found] = await tx
    .select({ id: conversations.id })
    .from(conversations)
    .where(and(sql`${conversations.customerId} in ${membersOf(customerId)}`, isRecent))
    .limit(1);
  return found !== undefined;
}

/** The number that the customer called from, and the one of ours that texts it: the one they called, if it can; null when none can. */
export async function numberToText({ tx, now }: Write, call: Call, conversation: ConversationRecord) {
  if (!isMobile(call.contactValue)) return null;
  const ways = (await replyDestinations(tx, conversation, now)).flatMap(({ channel, endpointId, ...way }) => {
    const isTheirs = way.kind === "phone" && way.value === call.contactValue && way.isVerified && !way.closed;
    if (!isTheirs || !channel || !endpointId || !channelOf(channel)?.capabilities.consent) return [];
    return [{ kind: way.kind, scope: way.scope, value: way.value, channel, endpointId }];
  });
  return ways.find(({ endpointId }) => endpointId === call.endpointId) ?? ways[0] ?? null;
}

/** Whether the customer has texted us from this number, in any of their conversations. */
export async function hasTextedUs(tx: Tx, { customerId, contactValue }: Call): Promise<boolean> {
  const [found] = await tx
    .select({ id: items.id })
    .from(items)
    .innerJoin(conversations, eq(conversations.id, items.conversationId))
    .where(
      and(
        sql`${conversations.customerId} in ${membersOf(customerId)}`,
        eq(items.direction, "in"),
        eq(items.contactKind, "phone"),
        eq(items.contactValue, contactValue),
      ),
    )
    .limit(1);
  return found !== undefined;
}
