import { WRITE_CHECK } from "./check-write";
import type { Db, DbHandle } from "./handle";
import { renewEpoch } from "./log-epoch";
import { MIGRATIONS, refuseNewer } from "./migrate";
import * as schema from "./schema";

const MIGRATION_LOCK = 727_272;

/** The statement timeout of migrations, which may rewrite a large table while other nodes wait. */
const MIGRATION_MS = 30 * 60_000;

/** Opens PostgreSQL ≥ 15 and migrates it. Nodes that start together migrate one after the other. */
export async function openPostgres(url: string, poolSize = 12): Promise<DbHandle> {
  const [{ openPool, INTERACTIVE }, { listenOn }, { drizzle }] = await Promise.all([
    import("./pg-pool"),
    import("./pg-listen"),
    import("drizzle-orm/node-postgres"),
  ]);
  await migratePostgres(url);
  const pool = openPool(url, poolSize, INTERACTIVE);
  return {
    db: drizzle(pool, { schema }) as unknown as Db,
    kind: "postgres",
    raw: pool,
    listen: (channel, onNotification, onConnect) => listenOn(url, channel, onNotification, onConnect),
    async notify(channel, payload) {
      await pool.query("select pg_notify($1, $2)", [channel, payload]);
    },
    async checkWrite(deadlineMs) {
      const { rows } = await pool.query({ text: WRITE_CHECK, query_timeout: deadlineMs } as { text: string });
      if (rows.length === 0) throw new Error("PostgreSQL is read-only");
    },
    maintain: async () => {},
    close: () => pool.end(),
  };
}

async function migratePostgres(url: string): Promise<void> {
  const [{ default: pg }, { connectionOptions, guardClient, INTERACTIVE }, { drizzle }, { migrate }] =
    await Promise.all([
      import("pg"),
      import("./pg-pool"),
      import("drizzle-orm/node-postgres"),
      import("drizzle-orm/node-postgres/migrator"),
    ]);
  const client = new pg.Client(connectionOptions(url, INTERACTIVE));
  guardClient(client, MIGRATION_MS);
  await client.connect().catch((error: Error) => {
    throw new Error(
      `PostgreSQL cannot be reached (${(error as { code?: string }).code ?? error.name}); check DATABASE_URL`,
    );
  });
  try {
    await client.query("set statement_timeout = 0; set lock_timeout = 0");
    await client.query("select pg_advisory_lock($1)", [MIGRATION_LOCK]);
    await refuseNewer((sql) => client.query(sql));
    await refuseUnsafe((sql) => client.query(sql));
    await migrate(drizzle(client), { migrationsFolder: MIGRATIONS });
    await renewEpoch((sql, values) => client.query(sql, values));
  } finally {
    // Ending the session releases the lock.
    await client.end().catch(() => {});
  }
}

/** An acknowledged message must survive a crash of the database server. */
async function refuseUnsafe(query: (sql: string) => Promise<{ rows: unknown[] }>): Promise<void> {
  const { rows } = await query(
    "select name from pg_settings where name in ('fsync', 'full_page_writes', 'synchronous_commit') and setting = 'off'",
  );
  const names = (rows as { name: string }[]).map((row) => row.name);
  if (names.length > 0)
    throw new Error(`PostgreSQL runs with ${names.join(", ")} off; acknowledged messages could be lost. Turn it on.`);
}
