import { WRITE_CHECK } from "./check-write";
import type { Db, DbHandle } from "./handle";
import { takeLock } from "./lock";
import { renewEpoch } from "./log-epoch";
import { MIGRATIONS, newestKnown, refuseNewer } from "./migrate";
import {
  beginFirstStart,
  closeToOthers,
  endFirstStart,
  prepareFolder,
  refuseUnusable,
  unfinished,
} from "./pglite-folder";
import * as schema from "./schema";
import { createWalNotes } from "./wal-notes";

/**
 * Opens the embedded database: one process, one connection, survives kill -9 but not power loss (it never fsyncs).
 * @param dir its folder; undefined keeps it in memory (tests)
 * @throws Error with a sentence when the folder is not writable, is in use, damaged or newer than the code. Everything that can
 * be checked by reading is checked before the database's own files are changed
 */
export async function openPglite(dir: string | undefined, loadDataDir?: Blob): Promise<DbHandle> {
  const folder = dir ? await takeFolder(dir) : null;
  try {
    const [{ PGlite }, { pg_trgm }, { drizzle }, { migrate }] = await Promise.all([
      import("@electric-sql/pglite"),
      import("@electric-sql/pglite/contrib/pg_trgm"),
      import("drizzle-orm/pglite"),
      import("drizzle-orm/pglite/migrator"),
    ]);
    const client = await PGlite.create({
      ...(dir ? { dataDir: dir } : {}),
      ...(loadDataDir ? { loadDataDir } : {}),
      extensions: { pg_trgm },
      postgresqlconf: ["max_wal_size=96MB", "min_wal_size=32MB"],
    }).catch((error: Error) => {
      throw new Error(
        `the embedded database in ${dir} cannot be opened (${error.message.slice(0, 120)}) and may have begun to recover. Restore a backup, or set another DATA_DIR.`,
      );
    });
    await refuseNewer((sql) => client.query(sql)).catch(async (error) => {
      await client.close();
      throw error;
    });
    const db = drizzle(client, { schema });
    await migrate(db, { migrationsFolder: MIGRATIONS });
    await renewEpoch((sql, values) => client.query(sql, values));
    const notes = dir ? createWalNotes(dir, client, newestKnown()) : null;
    await notes?.note();
    if (dir) endFirstStart(dir);
    return {
      db: db as unknown as Db,
      kind: "pglite",
      raw: client,
      async listen(channel, onNotification, onConnect) {
        const stop = await client.listen(channel, onNotification);
        onConnect?.();
        return stop;
      },
      async notify() {},
      async checkWrite() {
        await client.query(WRITE_CHECK);
        await notes?.note();
      },
      // Single-user mode has no autovacuum and no automatic checkpoint.
      async maintain() {
        await client.exec("VACUUM (ANALYZE)");
        await client.exec("CHECKPOINT");
        await notes?.note();
      },
      async close() {
        if (dir) await client.exec("CHECKPOINT");
        await client.close();
        folder?.release();
      },
    };
  } catch (error) {
    throw folder ? folder.giveUp(error) : error;
  }
}

/** Locks the folder and inspects its content. */
async function takeFolder(dir: string) {
  prepareFolder(dir);
  const release = await takeLock(dir);
  let isUnfinished = false;
  const giveUp = (error: unknown): unknown => {
    release();
    return isUnfinished ? unfinished(dir, error) : error;
  };
  try {
    isUnfinished = beginFirstStart(dir);
    refuseUnusable(dir);
    closeToOthers(dir);
  } catch (error) {
    throw giveUp(error);
  }
  return { release, giveUp };
}
