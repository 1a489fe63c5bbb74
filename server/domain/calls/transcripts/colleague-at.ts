import { eq } from "drizzle-orm";
import type { Db } from "@/db/client";
import { callRecordings, calls, items } from "@/db/schema";
import { CallDetail } from "@/server/contract/calls";
import type { Id } from "@/server/contract/ids";
import type { RecordingProgress } from "@/server/contract/live-calls";
import type { NameAt } from "./transcribe-sides";

type Participant = CallDetail["participants"][number];
type Stretches = readonly { fromMs: number; toMs: number }[];

/** Finds out who of ours was on a recorded call when. */
export async function colleagueAt(db: Db, recordingId: Id): Promise<NameAt> {
  const [found] = await db
    .select({ detail: items.detail, recording: calls.recording, endedAt: calls.endedAt })
    .from(callRecordings)
    .innerJoin(items, eq(items.id, callRecordings.itemId))
    // Calls are deleted long after they ended; their entries stay.
    .leftJoin(calls, eq(calls.id, callRecordings.callId))
    .where(eq(callRecordings.id, recordingId));
  const participants = CallDetail.safeParse(found?.detail).data?.participants ?? [];
  const recording = found?.recording?.recordingId === recordingId ? found.recording : null;
  return nameAt(participants, stretchesOf(recording, found?.endedAt ?? null));
}

function stretchesOf(recording: RecordingProgress | null, endedAt: Date | null): Stretches {
  return (recording?.stretches ?? []).map(({ from, to }) => {
    const fromMs = Date.parse(from);
    return { fromMs, toMs: Math.max(fromMs, to ? Date.parse(to) : (endedAt?.getTime() ?? fromMs)) };
  });
}

/**
 * Names the one colleague who was on the call while something was said. Nobody, when there were several: which of them spoke cannot be
 * heard.
 */
export function nameAt(participants: readonly Participant[], stretches: Stretches): NameAt {
  const colleagues = participants.filter(({ role }) => role === "staff");
  return (positionMs, durationMs) => {
    const at = momentOf(stretches, positionMs, durationMs);
    const present = at === null ? colleagues : colleagues.filter((one) => isPresent(one, at));
    const [name, ...others] = new Set(present.map(({ name: one }) => one));
    return name !== undefined && others.length === 0 ? name : null;
  };
}

/** When what is at this position was said: pauses are not in the recording. That it pauses is confirmed a moment late, so its length decides. */
function momentOf(stretches: Stretches, positionMs: number, durationMs: number): number | null {
  const recordedMs = stretches.reduce((sum, { fromMs, toMs }) => sum + toMs - fromMs, 0);
  if (recordedMs === 0 || durationMs === 0) return null;
  let left = (Math.min(positionMs, durationMs) * recordedMs) / durationMs;
  for (const { fromMs, toMs } of stretches) {
    if (left <= toMs - fromMs) return fromMs + left;
    left -= toMs - fromMs;
  }
  return stretches.at(-1)?.toMs ?? null;
}

const isPresent = ({ joinedAt, leftAt }: Participant, at: number): boolean =>
  Date.parse(joinedAt) <= at && (leftAt === null || at <= Date.parse(leftAt));
