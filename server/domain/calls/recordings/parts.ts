import { and, eq, sql } from "drizzle-orm";
import { z } from "zod";
import type { Db } from "@/db/client";
import { callRecordingParts } from "@/db/schema";
import { Id } from "@/server/contract/ids";
import { command } from "@/server/domain/command";
import { HEAD_BYTES } from "@/server/lib/mu-law";

/** Bytes of one part of a recording; the last one may be shorter. */
export const PART_BYTES = 512 * 1024;

const StorePart = z.object({ recordingId: Id, position: z.number().int().min(0), data: z.instanceof(Buffer) });

/** Stores one part of a recording's audio, which nobody can play before the recording is finished. Storing it again changes nothing. */
export const storeRecordingPart = command(StorePart, async ({ tx }, { recordingId, position, data }): Promise<void> => {
  const part = { recordingId, position, data };
  await tx
    .insert(callRecordingParts)
    .values(part)
    .onConflictDoUpdate({ target: [callRecordingParts.recordingId, callRecordingParts.position], set: part });
});

/** Reads what a recording begins with, without the rest of its first part. Authorizes nothing. */
export async function readHead(db: Db, recordingId: Id): Promise<Buffer> {
  const head = sql<Uint8Array>`substring(${callRecordingParts.data} from 1 for ${HEAD_BYTES})`;
  const [part] = await db
    .select({ head })
    .from(callRecordingParts)
    .where(and(eq(callRecordingParts.recordingId, recordingId), eq(callRecordingParts.position, 0)));
  return Buffer.from(part?.head ?? []);
}

/**
 * Reads bytes `from` to `to`, both included, one part at a time. Ends early when the recording is deleted meanwhile. Authorizes nothing.
 */
export async function* readParts(db: Db, recordingId: Id, from: number, to: number): AsyncGenerator<Buffer> {
  for (let at = from; at <= to; ) {
    const first = Math.floor(at / PART_BYTES);
    const [part] = await db
      .select({ data: callRecordingParts.data })
      .from(callRecordingParts)
      .where(and(eq(callRecordingParts.recordingId, recordingId), eq(callRecordingParts.position, first)));
    const start = first * PART_BYTES;
    const bytes = part?.data.subarray(at - start, to - start + 1);
    if (!bytes?.length) return;
    yield bytes;
    at += bytes.length;
  }
}
