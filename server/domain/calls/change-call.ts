import { eq, sql } from "drizzle-orm";
import { callLegs, calls, conversations, items } from "@/db/schema";
import type { CallDetail } from "@/server/contract/calls";
import type { EventType } from "@/server/contract/events";
import type { Id } from "@/server/contract/ids";
import { causedByCustomer, type Write } from "@/server/domain/command";
import { moveConversation, namesForMoves } from "@/server/domain/conversations/assignment/move";
import { makeOpen } from "@/server/domain/conversations/receiving/place-conversations";
import { effectOf } from "@/server/domain/conversations/record/item-kinds";
import { type ConversationRecord, lockConversation } from "@/server/domain/conversations/record/load-conversation";
import { dbErrorCode, lostRace } from "@/server/lib/db-errors";
import { confirmPause } from "./browser-recording";
import { type Call, isWaiting, type Leg, settle, staffOnLine } from "./call";
import { callDetailOf } from "./call-detail";
import { storeCallEntry } from "./call-entry";
import { followCallback } from "./callbacks/follow-callback";
import { requestCallback } from "./callbacks/request-callback";
import { lockCall } from "./load-call";
import { resolveAnswered } from "./menus/after-menu";
import { wantsCallback } from "./queue";
import { beginRecording } from "./recording";
import { joinWhenOver, openRecordings } from "./recordings/open-recordings";
import { requestRescueText } from "./rescue/request-rescue-text";
import { ringFacts } from "./ring-facts";
import { ringNext } from "./ring-round";
import { callLanguage, recordCalls, transcription, wrapUpSeconds } from "./settings";
import { openWrapUpsOn, storeWrapUps } from "./store-wrap-ups";
import { recordTransfer } from "./transfer-lines";
import { beginWrapUp, endWrapUps, joinedLegs, leaverOf } from "./wrap-up";

type CallEvent = Extract<EventType, `call.${"started" | "rang" | "answered" | "changed" | "ended"}`>;

/**
 * Runs one rule on a call under its lock and stores what changed: rows, the entry in the conversation, its assignee, and the event.
 * If the customer is waiting afterwards, the next people are rung at once.
 * @returns the changed call
 */
export async function changeCall(write: Write, callId: Id, rule: (call: Call) => void | Promise<void>): Promise<Call> {
  const call = await lockCall(write.tx, callId);
  const before = structuredClone(call);
  await rule(call);
  if (isWaiting(call)) ringNext(call, await ringFacts(write, call), write.now);
  settle(call, write.now);
  await recordFrom(write, before, call);
  confirmPause(call, write.now);
  const joined = joinedLegs(before, call);
  for (const { userId } of joined) if (userId) endWrapUps(call, userId, write.now);
  await wrapUpAfter(write, before, call);
  await storeChange(write, before, call);
  await endOtherWrapUps(write, call, joined);
  return call;
}

/** Where calls are recorded, this one is from its first answer on. */
async function recordFrom(write: Write, before: Call, call: Call): Promise<void> {
  const { settings, voice, canTranscribe, now } = write;
  if (before.connectedAt || !call.connectedAt || call.endedAt) return;
  if (!(await settings.get(recordCalls, call.placeId))) return;
  const transcribes = canTranscribe && (await settings.get(transcription, call.placeId)).calls;
  const language = await settings.get(callLanguage, call.placeId);
  beginRecording(call, { canRecord: voice.records(call.provider), transcribes, language }, now);
}

async function wrapUpAfter({ settings, now }: Write, before: Call, call: Call): Promise<void> {
  const leaver = leaverOf(before, call);
  if (leaver) beginWrapUp(call, leaver, before.placeId, await settings.get(wrapUpSeconds, before.placeId), now);
}

/** Whoever comes onto the line of a call has finished the wrap-ups of earlier ones. */
export async function endOtherWrapUps(write: Write, call: Pick<Call, "id">, joined: readonly Leg[]): Promise<void> {
  const userIds = joined.flatMap(({ userId }) => userId ?? []);
  for (const { callId, userId } of await openWrapUpsOn(write, userIds, call.id))
    await changeCall(write, callId, (other) => endWrapUps(other, userId, write.now));
}

async function storeChange(write: Write, before: Call, call: Call): Promise<void> {
  await storeLegs(write, changedLegs(before, call));
  if (isSame(shown(before), shown(call))) return;
  const { legs: _, wrapUps: __, ...row } = call;
  call.version = before.version + 1;
  await write.tx
    .update(calls)
    .set({ ...row, version: call.version })
    .where(eq(calls.id, call.id));
  await storeWrapUps(write, before, call);
  await openRecordings(write, before, call);
  joinWhenOver(write, before, call);
  await reopen(write, before, call);
  if (isUnanswered(before, call)) await requestRescueText(write, call);
  await storeEntry(write, before, call);
  await recordTransfer(write, before, call);
  await moveWithHolder(write, before, call);
  await resolveAnswered(write, before, call);
  await followCallback(write, before, call);
  await requestCallback(write, before, call);
  write.emit(eventOf(before, call), { callId: call.id, conversationId: call.conversationId, userIds: userIdsOf(call) });
}

/** The part of a call that screens show: everything but the heartbeats. */
const shown = ({ legs, ...row }: Call) => ({ ...row, legs: legs.map(({ aliveAt: _, ...leg }) => leg) });
const isSame = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

function changedLegs(before: Call, call: Call): Leg[] {
  const known = new Map(before.legs.map((leg) => [leg.id, leg]));
  return call.legs.filter((leg) => !isSame(leg, known.get(leg.id)));
}

/** Everybody who has or had a leg; those whose leg ended must be notified, too. */
export const userIdsOf = ({ legs }: Pick<Call, "legs">): Id[] => [
  ...new Set(legs.flatMap(({ userId }) => userId ?? [])),
];

function eventOf(before: Call, call: Call): CallEvent {
  if (call.endedAt && !before.endedAt) return "call.ended";
  if (call.holderId !== before.holderId && call.holderId) return "call.answered";
  if (call.legs.length > before.legs.length) return "call.rang";
  return "call.changed";
}

/** Stores ended legs first, because a person may have only one leg on the line. */
export async function storeLegs({ tx }: Pick<Write, "tx">, legs: readonly Leg[]): Promise<void> {
  for (const leg of [...legs].sort((a, b) => Number(b.state === "ended") - Number(a.state === "ended"))) {
    const { id, callId: _, ...columns } = leg;
    await tx
      .insert(callLegs)
      .values(leg)
      .onConflictDoUpdate({ target: callLegs.id, set: columns })
      .catch((error) => {
        // The same person has just answered another call: the command is retried and sees it.
        if (dbErrorCode(error) !== "23505") throw error;
        throw lostRace(`on another call: ${id}`);
      });
  }
}

/** The call ended while no staff were on the line, and the menu had not answered it. */
const isUnanswered = (before: Call, call: Call): boolean =>
  !before.endedAt && call.endedAt !== null && call.outcome !== "self_service" && staffOnLine(before).length === 0;

/** Reopens a resolved or snoozed conversation when its call is answered, or ends unanswered. */
async function reopen(write: Write, before: Call, call: Call): Promise<void> {
  const isAnswered = call.holderId !== null && call.holderId !== before.holderId;
  if (isAnswered || isUnanswered(before, call))
    await makeOpen(causedByCustomer(write, call.customerId), call.conversationId);
}

/** Updates the call's entry in the conversation: same `seq`, higher version. */
async function storeEntry(write: Write, before: Call, call: Call): Promise<void> {
  const [was, detail] = [callDetailOf(before), callDetailOf(call)];
  if (isSame(was, detail)) return;
  const conversation = await lockConversation(write.tx, call.conversationId);
  if (!conversation) throw new Error("storeEntry: the conversation vanished under its lock");
  await write.tx
    .update(items)
    .set({ detail, version: sql`${items.version} + 1` })
    .where(eq(items.id, call.itemId));
  await write.tx
    .update(conversations)
    .set({
      ...lineAfter(conversation, was, detail),
      ...waitAfter(before, call, conversation),
      version: sql`${conversations.version} + 1`,
    })
    .where(eq(conversations.id, call.conversationId));
  await storeCallEntry(write.tx, call);
  write.emit("call.recorded", { conversationId: call.conversationId, seqs: [call.seq] });
}

/**
 * A missed call is work until somebody answers; talking to the customer answers whatever they have waited for (ADR 0050). A customer who
 * asked to be called back waits, too, but their call was not missed: the callback is the work (ADR 0060).
 */
function waitAfter(before: Call, call: Call, { waitingSince }: ConversationRecord): Partial<ConversationRecord> {
  if (isUnanswered(before, call)) {
    const missed = wantsCallback(call) ? {} : { lastMissedCallAt: call.endedAt };
    return { waitingSince: waitingSince ?? before.queuedAt ?? call.startedAt, ...missed };
  }
  return call.connectedAt && !before.connectedAt ? { waitingSince: null } : {};
}

/** Updates the conversation's preview if the preview shows this call. */
function lineAfter({ preview }: ConversationRecord, was: CallDetail, detail: CallDetail) {
  const shown = effectOf({ kind: "call", detail: was }).line;
  return preview === shown?.preview ? effectOf({ kind: "call", detail }).line : null;
}

/** Assigns the conversation to the holder of the call, at the call's place. */
async function moveWithHolder(write: Write, before: Call, call: Call): Promise<void> {
  if (!call.holderId || (call.holderId === before.holderId && call.placeId === before.placeId)) return;
  const conversation = await lockConversation(write.tx, call.conversationId);
  if (!conversation) return;
  const hasMoved = call.placeId !== before.placeId || call.menu?.choices.some(({ action }) => action === "place");
  const placeId = hasMoved ? call.placeId : conversation.placeId;
  const to = { placeId, userId: call.holderId };
  await moveConversation(write, conversation, to, await namesForMoves(write, [conversation], [to]));
}
