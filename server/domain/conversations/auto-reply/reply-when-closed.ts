import { and, desc, eq, gt, inArray, ne } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { conversations, customers, endpoints, items } from "@/db/schema";
import { channelOf } from "@/server/channels/directory";
import type { Identity } from "@/server/contract/customers";
import type { Id } from "@/server/contract/ids";
import type { Write } from "@/server/domain/command";
import { keywordIn } from "@/server/domain/consent/keywords";
import { sendPermission } from "@/server/domain/consent/send-permission";
import type { SettingsReader } from "@/server/domain/context";
import { defineConsumer } from "@/server/domain/define-consumer";
import { openAt } from "@/server/domain/hours/open-periods";
import { hoursOf } from "@/server/domain/hours/open-state";
import { oneLine } from "@/server/lib/text";
import { type ConversationRecord, lockConversation } from "../record/load-conversation";
import { queueMessage } from "../record/queue-message";
import { autoReply } from "./settings";
import { fillIn } from "./wording";

/** A message that is older than this, as after an outage, gets no automatic reply. */
const FRESH_MS = 15 * 60_000;

/**
 * Answers customers who write while their place is closed: once per conversation and closed period, so that two auto-responders
 * never loop, and only where staff could write too. It does not count as a reply, so the customer still waits.
 */
export const autoReplies = defineConsumer({
  name: "auto-replies",
  events: ["message.received"],
  startAt: "head",
  isNeeded: ({ settings, now }) => isAnyClosed(settings, now()),
  handle: (write, { payload }) => replyWhenClosed(write, payload),
  // Messages in the gap are too old for an automatic reply.
  onGap: async () => "head",
});

async function replyWhenClosed(write: Write, { conversationId, seqs }: { conversationId: Id; seqs: number[] }) {
  const { now, settings } = write;
  if (!(await mayBeClosed(write, conversationId))) return;
  const conversation = await lockConversation(write.tx, conversationId);
  if (conversation?.status !== "open") return;
  const { enabled, text } = await settings.get(autoReply, conversation.placeId);
  const hours = await hoursOf(settings, conversation.placeId);
  const { open, since, until } = openAt(hours, now);
  if (!enabled || open || wasAnswered(conversation, since)) return;
  const message = await messageToAnswer(write, conversation, seqs);
  if (!message || !(await maySend(write, message))) return;
  const opensAt = until === null ? null : new Date(until);
  const [customer] = await write.tx
    .select({ language: customers.language })
    .from(customers)
    .where(eq(customers.id, conversation.customerId));
  const { timeZone } = hours;
  const body = fillIn(text, {
    ...{ place: conversation.placeName, opensAt, now, timeZone },
    language: customer?.language ?? null,
  });
  const to = { channel: message.channel, endpointId: message.endpointId, ...identityOf(message) };
  await queueMessage(
    write,
    conversationId,
    to,
    { body },
    { preview: oneLine(body), previewBy: "system", autoRepliedAt: now },
  );
}

/** Whether any place is closed now. While none is, messages are skipped. */
async function isAnyClosed(settings: SettingsReader, now: Date): Promise<boolean> {
  for (const placeId of await settings.places()) if (!openAt(await hoursOf(settings, placeId), now).open) return true;
  return false;
}

/** Reads without a lock, because almost every message is for an open place and must not wait. */
async function mayBeClosed({ tx, settings, now }: Write, conversationId: Id): Promise<boolean> {
  const [at] = await tx
    .select({ placeId: conversations.placeId })
    .from(conversations)
    .where(eq(conversations.id, conversationId));
  return at !== undefined && !openAt(await hoursOf(settings, at.placeId), now).open;
}

const wasAnswered = ({ autoRepliedAt }: ConversationRecord, since: number | null): boolean =>
  autoRepliedAt !== null && (since === null || autoRepliedAt.getTime() >= since);

type Message = typeof items.$inferSelect;

const identityOf = ({ contactKind: kind, contactScope: scope, contactValue: value }: Message) =>
  ({ kind, scope, value }) as Identity & { scope: string };

/** The customer's newest message, unless it was answered, is old, or is a keyword such as STOP. */
async function messageToAnswer(
  { tx, now }: Write,
  conversation: ConversationRecord,
  seqs: number[],
): Promise<Message | null> {
  const [message] = await tx
    .select()
    .from(items)
    .where(and(eq(items.conversationId, conversation.id), inArray(items.seq, seqs), eq(items.direction, "in")))
    .orderBy(desc(items.seq))
    .limit(1);
  if (!message?.channel || (await hasAnswerAfter(tx, conversation, message.seq))) return null;
  const isKeyword = channelOf(message.channel)?.capabilities.consent && keywordIn(message.body) !== null;
  return isKeyword || now.getTime() - message.at.getTime() > FRESH_MS ? null : message;
}

/** A message that its author took back is no answer. */
async function hasAnswerAfter(tx: Tx, { id, lastOutboundSeq }: ConversationRecord, seq: number): Promise<boolean> {
  if (seq > lastOutboundSeq) return false;
  const isSent = and(eq(items.direction, "out"), ne(items.deliveryStatus, "canceled"));
  const [answer] = await tx
    .select({ seq: items.seq })
    .from(items)
    .where(and(eq(items.conversationId, id), gt(items.seq, seq), isSent))
    .limit(1);
  return answer !== undefined;
}

/** None after an opt-out, while one is being stored, or from an address that was removed. */
async function maySend({ tx }: Write, message: Message): Promise<boolean> {
  const [endpoint] = await tx
    .select()
    .from(endpoints)
    .where(eq(endpoints.id, message.endpointId as Id));
  if (!endpoint || endpoint.removedAt) return false;
  return (await sendPermission(tx, { ...identityOf(message), channel: message.channel })) !== null;
}
