import type { CallDetail } from "./calls";
import type { CallItem, ConversationRow } from "./conversations";
import type { IsoTime } from "./ids";

/* Which calls nobody answered, which of them were missed, and whether their customer still waits. No schemas, so that the first screen can load it. */

type Ended = Pick<CallDetail, "direction" | "phases" | "outcome">;

/**
 * Since when the customer waited when an incoming call ended with nobody of ours on the line; null when somebody was, when the menu
 * answered it, or while it goes on. A call that was answered before counts too: its customer hung up while they waited for a colleague.
 */
export function unansweredSince({ direction, phases, outcome }: Ended): IsoTime | null {
  if (direction !== "in" || outcome === "self_service" || phases.at(-1)?.phase !== "ended") return null;
  const talked = phases.findLastIndex(({ phase }) => phase === "connected" || phase === "on_hold");
  const before = phases.slice(talked + 1, -1);
  const waiting = before.find(({ phase }) => phase !== "menu") ?? before[0];
  return waiting?.at ?? null;
}

/** As `unansweredSince`, of a call that was missed: a customer who asked to be called back waits for that, and it is other work. */
export const missedSince = (call: Pick<CallDetail, "direction" | "phases" | "outcome">): IsoTime | null =>
  call.outcome === "callback" ? null : unansweredSince(call);

/** Whether somebody of ours talked to the customer, and was the last to: nothing of the call is left to be answered. */
export const wasAnswered = (call: Ended): boolean =>
  call.phases.some(({ phase }) => phase === "connected") && unansweredSince(call) === null;

/** When a call ended; null while it goes on. */
export const endOf = ({ phases }: Pick<CallDetail, "phases">): IsoTime | null => {
  const last = phases.at(-1);
  return last?.phase === "ended" ? last.at : null;
};

/** Whether the customer of this missed call still waits for an answer: for any reply, or for a call that is answered. */
export function needsCallback(row: Pick<ConversationRow, "missedCallAt" | "waitingSince">, item: CallItem): boolean {
  const endedAt = endOf(item.call);
  if (row.missedCallAt === null || row.waitingSince === null || endedAt === null) return false;
  return missedSince(item.call) !== null && endedAt >= row.waitingSince;
}
