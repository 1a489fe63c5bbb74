import type { Id } from "@/server/contract/ids";
import { MAX_CALL_MINUTES } from "@/server/domain/calls/recording";
import {
  dropRecording,
  markCleared,
  type OpenRecording,
  openRecordingsOf,
  storeRecording,
} from "@/server/domain/calls/recordings/store-recording";
import type { Ctx } from "@/server/domain/context";
import { BYTES_A_MINUTE, durationMsOf, hasSpeech, joinSides, wavOf } from "@/server/lib/mu-law";
import { OpenRecordings } from "../open-recordings";
import { type Ari, AriError } from "./ari";
import { ASTERISK } from "./arrive";
import { recordingName, recordingOf, type Side } from "./names";
import type { Recordings } from "./recordings";

/** The longest recording of a call, with room for what is not exact. */
const MAX_MINUTES = MAX_CALL_MINUTES + 1;
const SWEEP_MS = 60_000;
/** How long Asterisk may take to end the second side of a recording. Then the other one is worth more than waiting. */
const UNEVEN_MS = 60_000;
const NOTHING = Buffer.alloc(0);

/**
 * Brings the recordings of calls that are over from Asterisk into the database, and deletes them there. Each step can be repeated, so
 * wherever a process is killed, the next one goes on: a recording is stored once, and its copy is deleted only afterwards.
 */
export class RecordingCollector {
  private readonly open: OpenRecordings;
  private sweptAt = performance.now();
  /** Since when one side goes on alone, in milliseconds. */
  private readonly unevenSince = new Map<Id, number>();

  constructor(
    private readonly ctx: Ctx,
    private readonly ari: Ari,
    private readonly recordings: Recordings,
  ) {
    this.open = new OpenRecordings(ctx, ASTERISK, (recording) => this.collect(recording));
  }

  /**
   * @returns whether a recording has still to be collected
   * @throws an error of the database
   */
  async run(): Promise<boolean> {
    const isLeft = await this.open.run();
    await this.sweep();
    return isLeft;
  }

  private async collect({ id, state }: OpenRecording): Promise<boolean> {
    if (state === "pending") {
      const found = await this.recordings.ask(id);
      // Its channel is about to end, or never will.
      if (found === "live" || found === "paused" || (found === "uneven" && this.mayWait(id))) {
        await this.recordings.stop(id);
        return true;
      }
      if (found === "absent") await dropRecording(this.ctx, { recordingId: id });
      else await this.fetch(id);
    }
    this.unevenSince.delete(id);
    await this.recordings.remove(id);
    await markCleared(this.ctx, { recordingId: id });
    return true;
  }

  private mayWait(id: Id): boolean {
    const now = this.ctx.now().getTime();
    const since = this.unevenSince.get(id) ?? now;
    this.unevenSince.set(id, since);
    return now - since <= UNEVEN_MS;
  }

  /** A message is one file, a call one for each side: of what the customer says, and of what they hear. */
  private async fetch(recordingId: Id): Promise<void> {
    const [whole, said, heard] = await Promise.all([
      this.file(recordingId),
      this.file(recordingId, "in"),
      this.file(recordingId, "out"),
    ]);
    const sides = [whole, said, heard].flatMap((side) => side ?? []);
    if (!sides.some(hasSpeech)) return dropRecording(this.ctx, { recordingId });
    const audio = whole ? wavOf(whole) : wavOf(joinSides(said ?? NOTHING, heard ?? NOTHING), 2);
    const durationMs = Math.max(...sides.map(durationMsOf));
    await storeRecording(this.ctx, recordingId, { audio, durationMs });
  }

  private file = (recordingId: Id, side?: Side): Promise<Buffer | null> =>
    this.ari
      .file(`recordings/stored/${recordingName(recordingId, side)}/file`, MAX_MINUTES * BYTES_A_MINUTE)
      .catch((error: unknown) => {
        if (error instanceof AriError && error.status === 404) return null;
        throw error;
      });

  /** Deletes recordings in Asterisk of which nothing is known here: they were deleted while it was away. */
  private async sweep(): Promise<void> {
    if (performance.now() - this.sweptAt < SWEEP_MS) return;
    this.sweptAt = performance.now();
    const stored = await this.ari.get<{ name: string }[]>("recordings/stored");
    // Read afterwards: a recording is known here before Asterisk begins it.
    const known = new Set((await openRecordingsOf(this.ctx.db, ASTERISK)).map(({ id }) => id));
    for (const { name } of stored) {
      const id = recordingOf(name);
      if (id && !known.has(id)) await this.recordings.remove(id);
    }
  }
}
