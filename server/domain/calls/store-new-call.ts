import { calls } from "@/db/schema";
import type { Write } from "@/server/domain/command";
import { appendItem } from "@/server/domain/conversations/record/append-item";
import { lostRace } from "@/server/lib/db-errors";
import { type Call, settle } from "./call";
import { callDetailOf } from "./call-detail";
import { storeCallEntry } from "./call-entry";
import { endOtherWrapUps, storeLegs, userIdsOf } from "./change-call";
import { openRecordings } from "./recordings/open-recordings";

/**
 * Stores a call that begins, with its legs, its entry in the conversation and its events.
 * @returns the call with its entry
 */
export async function storeNewCall(write: Write, call: Call): Promise<Call> {
  const { tx, now } = write;
  settle(call, now);
  const { itemId, seq } = await appendItem(write, call.conversationId, {
    id: call.itemId,
    kind: "call",
    channel: call.channel,
    detail: callDetailOf(call),
  });
  Object.assign(call, { itemId, seq });
  const { legs, wrapUps: _, ...row } = call;
  const [stored] = await tx.insert(calls).values(row).onConflictDoNothing().returning({ id: calls.id });
  if (!stored) throw lostRace(`begun twice at once: ${call.id}`);
  await storeLegs(write, legs);
  await endOtherWrapUps(write, call, legs);
  await openRecordings(write, null, call);
  await storeCallEntry(tx, call);
  const { conversationId } = call;
  write.emit("call.recorded", { conversationId, seqs: [seq] });
  write.emit("call.started", { callId: call.id, conversationId, userIds: userIdsOf(call) });
  return call;
}
