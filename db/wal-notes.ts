import { createHash, type Hash } from "node:crypto";
import { closeSync, openSync, readFileSync, readSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { PGlite } from "@electric-sql/pglite";
import { type ControlFile, readControl, segmentName } from "./pg-control";

/** The file beside the embedded database's own files. */
export const NOTES_FILE = "storeline.json";

export type Notes = {
  /** The newest migration of the code that opened it last. */
  schema: number;
  /** A digest of the write-ahead log from where recovery would begin up to `to`; log positions are decimal text. */
  wal: { redo: string; to: string; digest: string };
};

/** @returns null for a database of an older version, which has none */
export function readNotes(dir: string): Notes | null {
  try {
    return JSON.parse(readFileSync(path.join(dir, NOTES_FILE), "utf8")) as Notes;
  } catch {
    return null;
  }
}

/** A digest of the write-ahead log from where recovery begins up to a position. */
export function walDigest(dir: string, control: ControlFile, to: bigint): string {
  const hash = createHash("sha256");
  addWal(hash, dir, control, control.redo, to);
  return hash.digest("hex");
}

/**
 * Records how far the write-ahead log has come, and a digest of it. PostgreSQL treats the first unreadable record as the end of
 * the log, so a log that was cut after a killed process would open without an error and without the records behind the cut.
 */
export function createWalNotes(dir: string, client: PGlite, schema: number) {
  let control = readControl(dir);
  let hash = createHash("sha256");
  let at = control.redo;
  let turn: Promise<void> = Promise.resolve();

  async function note(): Promise<void> {
    const now = readControl(dir);
    if (now.redo !== control.redo) {
      control = now;
      hash = createHash("sha256");
      at = now.redo;
    }
    const { rows } = await client.query<{ lsn: string }>("select (pg_current_wal_lsn() - '0/0'::pg_lsn)::text as lsn");
    const to = BigInt(rows[0]?.lsn ?? 0);
    if (to > at) addWal(hash, dir, control, at, to);
    at = to > at ? to : at;
    const wal = { redo: control.redo.toString(), to: at.toString(), digest: hash.copy().digest("hex") };
    const file = path.join(dir, NOTES_FILE);
    writeFileSync(`${file}.new`, JSON.stringify({ schema, wal } satisfies Notes));
    renameSync(`${file}.new`, file);
  }
  return {
    /** Records what has been committed until now. Runs one at a time, however often it is called. */
    note(): Promise<void> {
      turn = turn.catch(() => {}).then(note);
      return turn;
    },
  };
}

const CHUNK = 1024 * 1024;

function addWal(hash: Hash, dir: string, { timeline, segmentSize }: ControlFile, from: bigint, to: bigint): void {
  const size = BigInt(segmentSize);
  for (let at = from; at < to; ) {
    const offset = Number(at % size);
    const length = Math.min(CHUNK, segmentSize - offset, Number(to - at));
    const bytes = Buffer.alloc(length);
    const descriptor = openSync(path.join(dir, "pg_wal", segmentName(timeline, at / size, segmentSize)), "r");
    try {
      readSync(descriptor, bytes, 0, length, offset);
    } finally {
      closeSync(descriptor);
    }
    hash.update(bytes);
    at += BigInt(length);
  }
}
