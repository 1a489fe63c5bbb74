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

/** Lies in a folder whose first start has not come to its end: nothing was ever stored there. */
const FIRST_START_FILE = "storeline.first-start";
const OURS = [LOCK_FILE, NOTES_FILE, FIRST_START_FILE];

const WAL_PAGE = 8192;
const RECORD_HEADER = 24;

/** Makes the folder when it is missing. @throws Error in one sentence when it cannot be written, or holds something else */
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
 * Makes room for a new database, and marks the folder until `endFirstStart`. What a first start that was stopped while it put
 * the files in place has left is removed: without PG_VERSION it is no database. Hold the lock while it runs.
 * @returns whether the database that is there comes from a first start that did not reach its end
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

/** The database is whole: from now on something may be stored in it. */
export function endFirstStart(dir: string): void {
  rmSync(path.join(dir, FIRST_START_FILE), { force: true });
}

/** Recognizes a database whose first start did not finish: it cannot be opened. */
export const unfinished = (dir: string, cause: unknown): Error =>
  new Error(`the first start in ${dir} was stopped before it had stored anything; delete ${dir} and start again`, {
    cause,
  });

/** Others on this machine get no further than the folder: PGlite lets everybody read and write the files in it. */
export function closeToOthers(dir: string): void {
  const mode = statSync(dir).mode & 0o777;
  if ((mode & 0o007) === 0) return;
  try {
    chmodSync(dir, mode & ~0o007);
  } catch {
    // Somebody else owns the folder, and decides who enters it.
  }
}

/**
 * Refuses a database that is newer than the code, or whose write-ahead log is not what it was: opened, it would lose what was
 * acknowledged. Only reads. Hold the lock while it runs.
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
    // Another checkpoint since then: recovery begins later, and what was noted may be gone for good reason.
    if (!wal || control.isShutDown || wal.redo !== control.redo.toString()) return;
    if (walDigest(dir, control, BigInt(wal.to)) !== wal.digest)
      throw new Error("its write-ahead log has lost or changed what was committed");
  } catch (error) {
    throw new Error(
      `the embedded database in ${dir} is damaged: ${(error as Error).message}. Its files were not touched; restore a backup, or set another DATA_DIR`,
    );
  }
}

/** PostgreSQL fills a segment before it uses it, so a shorter one has been cut; and it never leaves one out. */
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

/** The record from which everything begins is a checkpoint's. */
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
  // A header may go on behind the next page's own; then its length is all that stands here.
  const isWhole = WAL_PAGE - (offset % WAL_PAGE) >= RECORD_HEADER;
  const isCheckpoint = header[17] === 0 && (header[16] === 0x00 || header[16] === 0x10);
  if (length < RECORD_HEADER || length > WAL_PAGE || (isWhole && !isCheckpoint))
    throw new Error("the last checkpoint is not in its write-ahead log");
}
