import { eq, sql } from "drizzle-orm";
import { callEntries, calls, items } from "@/db/schema";
import { CallDetail, type CallRecording } from "@/server/contract/calls";
import type { Id } from "@/server/contract/ids";
import { isRecorded } from "@/server/contract/recorded-calls";
import type { Write } from "@/server/domain/command";
import { lockConversation } from "@/server/domain/conversations/record/load-conversation";
import type { Call } from "../call";
import { recordingsOf } from "../call-detail";
import { changeCall } from "../change-call";
import { outcomeWith } from "../voicemail";

type Entry = { callId: Id; itemId: Id };
type Change = (recordings: readonly CallRecording[]) => CallRecording[];

/** Changes the recordings that a call's entry shows. Calls are deleted long after they ended; their entries stay. */
export async function changeEntry(write: Write, { callId, itemId }: Entry, change: Change): Promise<void> {
  const [call] = await write.tx.select({ id: calls.id }).from(calls).where(eq(calls.id, callId));
  if (call) await changeCall(write, callId, (found) => showIn(found, change));
  else await changePastEntry(write, itemId, change);
}

function showIn(call: Call, change: Change): void {
  call.recordings = change(call.recordings);
  call.outcome = outcomeWith(call.recordings, call.outcome);
}

async function changePastEntry({ tx, emit }: Write, itemId: Id, change: Change): Promise<void> {
  const [item] = await tx.select({ conversationId: items.conversationId }).from(items).where(eq(items.id, itemId));
  if (!item) return;
  await lockConversation(tx, item.conversationId);
  const [entry] = await tx.select({ seq: items.seq, detail: items.detail }).from(items).where(eq(items.id, itemId));
  const { data: detail } = CallDetail.safeParse(entry?.detail);
  if (!entry || !detail) return;
  const recordings = change(detail.recordings ?? []);
  const shown = { ...detail, ...recordingsOf(recordings), outcome: outcomeWith(recordings, detail.outcome) };
  await tx
    .update(items)
    .set({ detail: shown, version: sql`${items.version} + 1` })
    .where(eq(items.id, itemId));
  await tx
    .update(callEntries)
    .set({ isRecorded: isRecorded({ recordings }) })
    .where(eq(callEntries.itemId, itemId));
  emit("call.recorded", { conversationId: item.conversationId, seqs: [entry.seq] });
}
