import { existsSync, mkdirSync, readdirSync } from "node:fs";
import path from "node:path";
import { WRITE_CHECK } from "./check-write";
import type { Db, DbHandle } from "./client";
import { LOCK_FILE, takeLock } from "./lock";
import { renewEpoch } from "./log-epoch";
import { MIGRATIONS, refuseNewer } from "./migrate";
import * as schema from "./schema";

/**
 * Opens the embedded database: one process, one connection, survives kill -9 but not power loss (it never fsyncs).
 * @param dir where it lives; undefined keeps it in memory (tests)
 * @throws Error in one sentence when the folder is in use, damaged or newer than the code; nothing is touched then
 */
export async function openPglite(dir: string | undefined, loadDataDir?: Blob): Promise<DbHandle> {
  const [{ PGlite }, { pg_trgm }, { drizzle }, { migrate }] = await Promise.all([
    import("@electric-sql/pglite"),
    import("@electric-sql/pglite/contrib/pg_trgm"),
    import("drizzle-orm/pglite"),
    import("drizzle-orm/pglite/migrator"),
  ]);
  let release = () => {};
  if (dir) {
    mkdirSync(dir, { recursive: true });
    refuseForeign(dir);
    release = await takeLock(dir);
  }
  try {
    const client = await PGlite.create({
      ...(dir ? { dataDir: dir } : {}),
      ...(loadDataDir ? { loadDataDir } : {}),
      extensions: { pg_trgm },
      postgresqlconf: ["max_wal_size=96MB", "min_wal_size=32MB"],
    }).catch((error: Error) => {
      throw new Error(
        `the embedded database in ${dir} cannot be opened (${error.message.slice(0, 120)}); nothing was changed. Restore a backup, or choose another DATA_DIR.`,
      );
    });
    await refuseNewer((sql) => client.query(sql)).catch(async (error) => {
      await client.close();
      throw error;
    });
    const db = drizzle(client, { schema });
    await migrate(db, { migrationsFolder: MIGRATIONS });
    await renewEpoch((sql, values) => client.query(sql, values));
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
      },
      // Single-user mode has no autovacuum and no automatic checkpoint.
      async maintain() {
        await client.exec("VACUUM (ANALYZE)");
        await client.exec("CHECKPOINT");
      },
      async close() {
        if (dir) await client.exec("CHECKPOINT");
        await client.close();
        release();
      },
    };
  } catch (error) {
    release();
    throw error;
  }
}

/** A folder with files that are not a database of ours is left alone. */
function refuseForeign(dir: string): void {
  if (
    existsSync(dir) &&
    readdirSync(dir).some((name) => name !== LOCK_FILE) &&
    !existsSync(path.join(dir, "PG_VERSION"))
  ) {
    throw new Error(
      `${dir} holds something that is not a Storeline database, or a damaged one; nothing was changed. Choose another DATA_DIR.`,
    );
  }
}
