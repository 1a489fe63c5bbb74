import {
  chmodSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { sql } from "drizzle-orm";
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { makePlace } from "./factories";
import { LOCK_FILE } from "./lock";
import { openPglite } from "./pglite";
import { places } from "./schema";
import { NOTES_FILE } from "./wal-notes";

/* Databases on disk. A copy taken while one is open is what `kill -9` leaves: everything written, nothing closed. */

let root: string;
let dir: string;
let closed: string;
let killed: string;
/** Bytes of the last segment's write-ahead log, at the last note. */
let noted: number;

beforeAll(async () => {
  root = mkdtempSync(path.join(os.tmpdir(), "storeline-folder-"));
  const original = path.join(root, "original");
  const handle = await openPglite(original);
  await handle.maintain();
  for (let n = 0; n < 50; n++) await makePlace(handle.db);
  await handle.checkWrite(1000);
  const { rows } = (await handle.db.execute(
    sql`select ((pg_current_wal_lsn() - '0/0'::pg_lsn) % (16 * 1024 * 1024))::int as bytes`,
  )) as unknown as { rows: { bytes: number }[] };
  noted = rows[0]?.bytes ?? 0;
  killed = path.join(root, "killed");
  cpSync(original, killed, { recursive: true });
  await handle.close();
  closed = original;
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

let copies = 0;
beforeEach(() => {
  dir = path.join(root, `copy-${++copies}`);
});

const copy = (from: string) => cpSync(from, dir, { recursive: true });
const walFile = () =>
  path.join(
    dir,
    "pg_wal",
    readdirSync(path.join(dir, "pg_wal"))
      .filter((name) => /^[0-9A-F]{24}$/.test(name))
      .sort()
      .at(-1) ?? "",
  );
const overwrite = (file: string, from: number, to: number) => {
  const bytes = readFileSync(file);
  writeFileSync(file, bytes.fill(0, from, to));
};

/** Every file and its modification time, except the lock, which the refusal itself takes. */
const contents = () =>
  (readdirSync(dir, { recursive: true }) as string[])
    .filter((name) => name !== LOCK_FILE && statSync(path.join(dir, name)).isFile())
    .sort()
    .map((name) => [name, statSync(path.join(dir, name)).mtimeMs, statSync(path.join(dir, name)).size]);

async function isRefused(sentence: string | RegExp): Promise<void> {
  const before = contents();
  await expect(openPglite(dir)).rejects.toThrow(sentence);
  expect(contents(), "what it refuses it has not touched").toEqual(before);
}

test.each(["closed", "killed"])(
  "a database that was %s opens with everything in it",
  async (how) => {
    copy(how === "closed" ? closed : killed);
    const handle = await openPglite(dir);
    expect(await handle.db.select({ id: places.id }).from(places)).toHaveLength(50);
    await handle.close();
    const again = await openPglite(dir);
    await again.close();
  },
  60_000,
);

test.skipIf(process.platform === "win32")("other users of the machine cannot enter the folder", async () => {
  copy(closed);
  chmodSync(dir, 0o755);
  const handle = await openPglite(dir);
  await handle.close();
  expect(statSync(dir).mode & 0o777).toBe(0o750);
});

describe("an incomplete write-ahead log is refused, and nothing is changed", () => {
  test("of a killed database: cut behind the checkpoint", async () => {
    copy(killed);
    truncateSync(walFile(), noted - 1000);
    await isRefused(/damaged: pg_wal\/0{7}1\w+ has \d+ bytes instead of 16777216/);
  });
  test("of a killed database: the end is empty, at full length", async () => {
    copy(killed);
    overwrite(walFile(), noted - 1000, noted);
    await isRefused("its write-ahead log has lost or changed what was committed");
  });
  test("of a killed database: a hole in the middle", async () => {
    copy(killed);
    overwrite(walFile(), noted - 5000, noted - 4900);
    await isRefused("its write-ahead log has lost or changed what was committed");
  });
  test("and opens with the remaining data once an operator has removed the notes, as documented", async () => {
    copy(killed);
    overwrite(walFile(), noted - 5000, noted - 4900);
    rmSync(path.join(dir, NOTES_FILE));
    const handle = await openPglite(dir);
    await makePlace(handle.db, { code: "S-after" });
    await handle.close();
  });
  test.each([
    ["closed", () => closed],
    ["killed", () => killed],
  ])("of a %s database: missing, empty, or without the checkpoint", async (_, from) => {
    copy(from());
    const whole = readFileSync(walFile());
    const file = walFile();
    overwrite(file, 0, whole.length);
    await isRefused("the last checkpoint is not in its write-ahead log");
    truncateSync(file, 0);
    await isRefused("has 0 bytes instead of 16777216");
    rmSync(file);
    await isRefused("is missing");
  });
});

describe("an interrupted first start", () => {
  /** Stops it where the database's files are being put in place, one after the other. */
  async function stopFirstStart(): Promise<void> {
    const create = vi.spyOn(PGlite, "create").mockImplementationOnce(async () => {
      cpSync(path.join(closed, "base"), path.join(dir, "base"), { recursive: true });
      throw new Error("stopped");
    });
    await expect(openPglite(dir)).rejects.toThrow("stopped");
    create.mockRestore();
  }

  test("is repeated, and its leftovers do not block later ones", async () => {
    await stopFirstStart();
    const handle = await openPglite(dir);
    await makePlace(handle.db);
    await handle.close();
    expect(readdirSync(dir)).not.toContain("storeline.first-start");
    rmSync(path.join(dir, "PG_VERSION"));
    await isRefused("holds something that is not a Storeline database, or a damaged one");
  });

  test("says what to delete when its database cannot be opened", async () => {
    await stopFirstStart();
    cpSync(path.join(closed, "PG_VERSION"), path.join(dir, "PG_VERSION"));
    await isRefused(
      `the first start in ${dir} was stopped before it had stored anything; delete ${dir} and start again`,
    );
  });
});

describe("an unusable folder is refused with a sentence and not changed", () => {
  test("a control file that was changed", async () => {
    copy(closed);
    overwrite(path.join(dir, "global", "pg_control"), 0x20, 0x28);
    await isRefused("damaged: global/pg_control has a wrong checksum");
  });
  test("a control file that is missing", async () => {
    copy(closed);
    rmSync(path.join(dir, "global", "pg_control"));
    await isRefused("damaged: global/pg_control is missing");
  });
  test("a database of newer code", async () => {
    copy(closed);
    writeFileSync(path.join(dir, NOTES_FILE), JSON.stringify({ schema: Date.now() * 10, wal: null }));
    await isRefused("written by a newer version of Storeline");
  });
  test("a folder that holds something else", async () => {
    mkdirSync(dir);
    writeFileSync(path.join(dir, "holiday.jpg"), "");
    await isRefused("holds something that is not a Storeline database");
    expect(existsSync(path.join(dir, LOCK_FILE))).toBe(false);
  });
  test("a file in the folder's place", async () => {
    writeFileSync(dir, "");
    await expect(openPglite(path.join(dir, "pg"))).rejects.toThrow(/cannot be written \(ENOTDIR\).*DATA_DIR/);
  });
  test.skipIf(process.platform === "win32")("a folder that may only be read", async () => {
    copy(closed);
    const others = path.join(root, "of-others");
    mkdirSync(others);
    await readOnly([dir, path.join(dir, "global", "pg_control"), others], async () => {
      await isRefused(/pg_control cannot be written \(EACCES\); let the user that runs Storeline write there/);
      await expect(openPglite(path.join(others, "pg"))).rejects.toThrow(/pg cannot be written \(EACCES\).*DATA_DIR/);
      await expect(openPglite(others)).rejects.toThrow(/storeline\.lock cannot be written \(EACCES\)/);
    });
  });
});

/** Removes write permission. Root can write anywhere, so the test switches to another user meanwhile. */
async function readOnly(names: string[], run: () => Promise<void>): Promise<void> {
  const isRoot = process.geteuid?.() === 0;
  chmodSync(root, 0o755);
  for (const name of names) chmodSync(name, statSync(name).isDirectory() ? 0o555 : 0o444);
  // The packages are loaded while they are still readable.
  if (isRoot) process.seteuid?.(65_534);
  try {
    await run();
  } finally {
    if (isRoot) process.seteuid?.(0);
    for (const name of names) chmodSync(name, 0o755);
  }
}
