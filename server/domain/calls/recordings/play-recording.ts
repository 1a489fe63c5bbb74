import { uuidv7 } from "uuidv7";
import { callRecordingPlays } from "@/db/schema";
import type { Id } from "@/server/contract/ids";
import { PlayRecording, type RecordingToPlay } from "@/server/contract/recordings";
import type { PersonActor } from "@/server/contract/team";
import { command, type Write } from "@/server/domain/command";
import type { Ctx } from "@/server/domain/context";
import { forBothEars } from "@/server/lib/both-ears";
import { hasSides } from "@/server/lib/mu-law";
import { recordingUrl } from "@/server/lib/recording-url";
import { findPlayable } from "./find-playable";
import { readHead, readParts } from "./parts";

/** Long enough to hear a recording to its end, with breaks. */
const PLAY_SECONDS = 4 * 3600;

/**
 * Begins a playback, and records who listens (`call_recording_plays`, and the event). The address that it returns plays for this
 * person alone.
 * @throws DomainError "not_found": deleted, or not theirs to hear
 */
export const playRecording = command(
  PlayRecording,
  async ({ tx, actor, now, emit }: Write<PersonActor>, { recordingId }): Promise<RecordingToPlay> => {
    const { conversationId, seq } = await findPlayable(tx, actor, recordingId);
    await tx.insert(callRecordingPlays).values({ id: uuidv7(), recordingId, userId: actor.id, at: now });
    emit("call.recording_played", { conversationId, seqs: [seq] });
    return { url: recordingUrl({ recordingId, userId: actor.id }, now, PLAY_SECONDS) };
  },
);

/** The bytes of a recording: its size, and how to read a range of it. */
export type RecordingContent = { bytes: number; read(from: number, to: number): AsyncIterable<Buffer> };

/**
 * Opens a recording for somebody who has begun to play it.
 * @throws DomainError "not_found": deleted meanwhile, or they may no longer read its conversation
 */
export async function openRecording({ db, actor }: Ctx<PersonActor>, recordingId: Id): Promise<RecordingContent> {
  const { bytes } = await findPlayable(db, actor, recordingId);
  const read = (from: number, to: number) => readParts(db, recordingId, from, to);
  return { bytes, read: hasSides(await readHead(db, recordingId)) ? forBothEars(read, bytes) : read };
}
