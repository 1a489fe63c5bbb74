import { and, asc, eq, sql } from "drizzle-orm";
import type { Db, Tx } from "@/db/client";
import { callRecordingPieces, callRecordings, calls } from "@/db/schema";
import { rowsOf } from "@/db/sql";
import { RecordingPiece } from "@/server/contract/call-media";
import { DomainError } from "@/server/contract/errors";
import { Id } from "@/server/contract/ids";
import type { PersonActor } from "@/server/contract/team";
import { command, type Write } from "@/server/domain/command";
import { BYTES_A_MS } from "@/server/lib/mu-law";
import { type LastPieces, takeBegan, takesPiece } from "../browser-recording";
import type { Call, Leg } from "../call";
import { changeCall } from "../change-call";
import { loadCalls } from "../load-call";
import { MAX_CALL_MINUTES, recordingConfirmed } from "../recording";

/** How much longer than the time since its announcement a recording may be: browsers count samples by their own clock. */
const MARGIN_MS = 10_000;
const MAX_MS = MAX_CALL_MINUTES * 60_000;

const StorePiece = RecordingPiece.extend({ deviceId: Id });
type Piece = typeof StorePiece._output;

/**
 * Stores a piece of what the holder's browser records. Storing it again changes nothing.
 * @throws DomainError "not_found": no such leg of theirs; "conflict": nothing is to be recorded now, or another browser records
 */
export const storePiece = command(StorePiece, async (write: Write<PersonActor>, piece): Promise<void> => {
  const [call] = await loadCalls(write.tx, [piece.callId]);
  const recordingId = requireRecorder(call, write, piece);
  if (piece.seq === 0 || call?.recording?.confirmed !== "recording") await begin(write, piece);
  const { callId, legId, takeId, seq, isLast } = piece;
  const row = { ...{ recordingId, callId, legId, takeId, seq, isLast, at: write.now }, data: Buffer.from(piece.data) };
  const [stored] = await write.tx
    .insert(callRecordingPieces)
    .values(row)
    .onConflictDoNothing()
    .returning({ seq: callRecordingPieces.seq });
  if (stored) await count(write, recordingId, piece);
  if (isLast && call?.endedAt) write.enqueue("join-recording", { recordingId });
});

function requireRecorder(call: Call | undefined, { actor, now }: Write<PersonActor>, { legId, deviceId }: Piece): Id {
  const leg = call?.legs.find(({ id }) => id === legId);
  if (!call || leg?.userId !== actor.id) throw new DomainError("not_found");
  if (!call.recording || leg.deviceId !== deviceId || !takesPiece(call, leg, now))
    throw new DomainError("conflict", "notRecorded");
  return call.recording.recordingId;
}

const begin = (write: Write<PersonActor>, piece: Piece): Promise<Call> =>
  changeCall(write, piece.callId, (call) => {
    requireRecorder(call, write, piece);
    takeBegan(call, piece.legId, write.now);
  });

/** Nobody can make a recording longer than the call. One that is too long ends. */
async function count(write: Write<PersonActor>, recordingId: Id, { callId, data }: Piece): Promise<void> {
  const [counted] = await write.tx
    .update(callRecordings)
    .set({ bytes: sql`${callRecordings.bytes} + ${data.length}` })
    .where(and(eq(callRecordings.id, recordingId), eq(callRecordings.state, "pending")))
    .returning({ bytes: callRecordings.bytes, announcedAt: callRecordings.announcedAt });
  if (!counted?.announcedAt) throw new DomainError("conflict", "notRecorded");
  const lastsMs = counted.bytes / (2 * BYTES_A_MS);
  if (lastsMs > write.now.getTime() - counted.announcedAt.getTime() + MARGIN_MS)
    throw new DomainError("conflict", "notRecorded");
  if (lastsMs > MAX_MS) await changeCall(write, callId, (call) => recordingConfirmed(call, "failed", write.now));
}

/** The holder's browser cannot record, so the call goes on unrecorded. Reported by anybody else, it changes nothing. */
export const reportUnrecorded = command(
  RecordingPiece.pick({ callId: true, legId: true }),
  async (write: Write<PersonActor>, { callId, legId }): Promise<void> => {
    await changeCall(write, callId, (call) => {
      const leg = call.legs.find((one: Leg) => one.id === legId && one.userId === write.actor.id);
      if (leg && takesPiece(call, leg, write.now)) recordingConfirmed(call, "failed", write.now);
    });
  },
);

/** When the last piece of each recording of these calls arrived: one row of the index for each call. */
export async function lastPiecesOf(db: Db | Tx, callIds: readonly Id[]): Promise<LastPieces> {
  if (callIds.length === 0) return new Map();
  const rows = await rowsOf<{ recordingId: Id; at: string }>(
    db,
    sql`select last.recording_id as "recordingId", last.at::text as at
      from unnest(string_to_array(${callIds.join(",")}, ',')::uuid[]) as live(id)
      cross join lateral (select p.recording_id, p.at from call_recording_pieces p
        where p.call_id = live.id order by p.at desc limit 1) last`,
  );
  return new Map(rows.map(({ recordingId, at }) => [recordingId, new Date(at)]));
}

/** The samples of all pieces of a recording, of the customer and of ours in turn, and whether the last one is there. */
export async function readPieces(db: Db, recordingId: Id): Promise<{ samples: Buffer; isWhole: boolean }> {
  const pieces = await db
    .select({ data: callRecordingPieces.data, isLast: callRecordingPieces.isLast })
    .from(callRecordingPieces)
    .where(eq(callRecordingPieces.recordingId, recordingId))
    .orderBy(asc(callRecordingPieces.position));
  return { samples: Buffer.concat(pieces.map(({ data }) => data)), isWhole: pieces.at(-1)?.isLast === true };
}

/** When the call of a recording ended; null while it goes on. A call that was deleted ended long ago. */
export async function endOfCall(db: Db, recordingId: Id): Promise<Date | null> {
  const [found] = await db
    .select({ callId: calls.id, endedAt: calls.endedAt })
    .from(callRecordings)
    .leftJoin(calls, eq(calls.id, callRecordings.callId))
    .where(eq(callRecordings.id, recordingId));
  return found?.callId ? found.endedAt : new Date(0);
}
