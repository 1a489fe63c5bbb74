import {
  chmodSync,
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { LOCK_FILE, orSay } from "./lock";
import { refuseNewerThan } from "./migrate";
import { type ControlFile, readControl, segmentName } from "./pg-control";
import { NOTES_FILE, readNotes, walDigest } from "./wal-notes";

/* Inspects an embedded database's folder before PGlite opens and changes it. */

/** A marker in a folder whose first start has not finished, so that nothing was ever stored there. */
const FIRST_START_FILE = "storeline.first-start";
const OURS = [LOCK_FILE, NOTES_FILE, FIRST_START_FILE];

const WAL_PAGE = 8192;
const RECORD_HEADER = 24;

/** Creates the folder if it is missing. @throws Error with a sentence when it is not writable, or contains something else */
export function prepareFolder(dir: string): void {
  orSay(dir, () => mkdirSync(dir, { recursive: true }));
  const all = orSay(dir, () => readdirSync(dir));
  const names = all.filter((name) => !OURS.includes(name));
  if (names.length === 0) return;
  if (!names.includes("PG_VERSION") && all.includes(FIRST_START_FILE)) return;
  if (!names.includes("PG_VERSION"))
    throw new Error(
      `${dir} holds something that is not a Storeline database, or a damaged one; set another DATA_DIR. Nothing was changed.`,
    );
  const control = path.join(dir, "global", "pg_control");
  if (existsSync(control)) orSay(control, () => closeSync(openSync(control, "r+")));
}

/**
 * Prepares the folder for a new database, and marks it until `endFirstStart`. Removes the leftovers of a first start that was
 * interrupted while it created files: without PG_VERSION they are not a database. Hold the lock while it runs.
 * @returns whether the existing database comes from a first start that did not finish
 */
export function beginFirstStart(dir: string): boolean {
  const mark = path.join(dir, FIRST_START_FILE);
  const isMarked = existsSync(mark);
  if (existsSync(path.join(dir, "PG_VERSION"))) return isMarked && !existsSync(path.join(dir, NOTES_FILE));
  orSay(dir, () => {
    const left = isMarked ? readdirSync(dir).filter((name) => !OURS.includes(name)) : [];
    for (const name of left) rmSync(path.join(dir, name), { recursive: true });
    writeFileSync(mark, "");
  });
  return false;
}

/** The database is complete, and data may be stored in it. */
export function endFirstStart(dir: string): void {
  rmSync(path.join(dir, FIRST_START_FILE), { force: true });
}

/** The error for a database whose first start did not finish and that cannot be opened. */
export const unfinished = (dir: string, cause: unknown): Error =>
  new Error(`the first start in ${dir} was stopped before it had stored anything; delete ${dir} and start again`, {
    cause,
  });

/** Other users of the machine cannot enter the folder, because PGlite creates files that everybody can read and write. */
export function closeToOthers(dir: string): void {
  const mode = statSync(dir).mode & 0o777;
  if ((mode & 0o007) === 0) return;
  try {
    chmodSync(dir, mode & ~0o007);
  } catch {
    // Another user owns the folder, and decides who may enter it.
  }
}

/**
 * Refuses a database that is newer than the code, or whose write-ahead log has changed: opening it would lose acknowledged
 * data. Only reads. Hold the lock while it runs.
 * @throws Error in one sentence
 */
export function refuseUnusable(dir: string): void {
  if (!existsSync(path.join(dir, "PG_VERSION"))) return;
  const notes = readNotes(dir);
  if (notes) refuseNewerThan(notes.schema);
  try {
    const control = readControl(dir);
    checkSegments(dir, control);
    checkCheckpoint(dir, control);
    const { wal } = notes ?? {};
    // After another checkpoint recovery begins later, and the recorded part of the log may have been removed.
    if (!wal || control.isShutDown || wal.redo !== control.redo.toString()) return;
    if (walDigest(dir, control, BigInt(wal.to)) !== wal.digest)
      throw new Error("its write-ahead log has lost or changed what was committed");
  } catch (error) {
    throw new Error(
      `the embedded database in ${dir} is damaged: ${(error as Error).message}. Its files were not touched; restore a backup, or set another DATA_DIR`,
    );
  }
}

/** PostgreSQL allocates a segment completely before use and never skips one, so a shorter or missing one was cut. */
function checkSegments(dir: string, { redo, checkpoint, timeline, segmentSize }: ControlFile): void {
  const size = BigInt(segmentSize);
  const names = new Set(readdirSync(path.join(dir, "pg_wal")).filter((name) => /^[0-9A-F]{24}$/.test(name)));
  const last = [...names].sort().at(-1) ?? "";
  for (let number = redo / size; ; number++) {
    const name = segmentName(timeline, number, segmentSize);
    if (name > last && number > checkpoint / size) return;
    if (!names.has(name)) throw new Error(`pg_wal/${name} is missing`);
    const { size: bytes } = statSync(path.join(dir, "pg_wal", name));
    if (bytes !== segmentSize) throw new Error(`pg_wal/${name} has ${bytes} bytes instead of ${segmentSize}`);
  }
}

/** The first record must be a checkpoint. */
function checkCheckpoint(dir: string, { checkpoint, timeline, segmentSize }: ControlFile): void {
  const offset = Number(checkpoint % BigInt(segmentSize));
  const name = segmentName(timeline, checkpoint / BigInt(segmentSize), segmentSize);
  const header = Buffer.alloc(RECORD_HEADER);
  const descriptor = openSync(path.join(dir, "pg_wal", name), "r");
  try {
    readSync(descriptor, header, 0, RECORD_HEADER, offset);
  } finally {
    closeSync(descriptor);
  }
  const length = header.readUInt32LE(0);
  // A record header may continue after the next page's header; then only its length is here.
  const isWhole = WAL_PAGE - (offset % WAL_PAGE) >= RECORD_HEADER;
  const isCheckpoint = header[17] === 0 && (header[16] === 0x00 || header[16] === 0x10);
  if (length < RECORD_HEADER || length > WAL_PAGE || (isWhole && !isCheckpoint))
    throw new Error("the last checkpoint is not in its write-ahead log");
}
