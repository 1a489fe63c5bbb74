import type { Db, DbHandle } from "./client";
import { renewEpoch } from "./log-epoch";
import { MIGRATIONS, refuseNewer } from "./migrate";
import * as schema from "./schema";

const MIGRATION_LOCK = 727_272;

/** Opens PostgreSQL ≥ 15 and migrates it; nodes that boot together migrate one after the other. */
export async function openPostgres(url: string, poolSize = 12): Promise<DbHandle> {
  const [{ default: pg }, { drizzle }, { migrate }, { log }] = await Promise.all([
    import("pg"),
    import("drizzle-orm/node-postgres"),
    import("drizzle-orm/node-postgres/migrator"),
    import("@/server/lib/log"),
  ]);
  const pool = new pg.Pool({
    connectionString: url,
    max: poolSize,
    // A server that does not answer is an error soon, not a queue for ever.
    connectionTimeoutMillis: 5000,
    keepAlive: true,
    // The planner assumes disks with moving heads; on ours it would read the tail of a list whole rather than walk its index.
    options:
      "-c random_page_cost=1.1 -c statement_timeout=15000 -c idle_in_transaction_session_timeout=10000 -c lock_timeout=5000",
  });
  // Without a listener, a restart of the server would end this process.
  pool.on("error", (error) => log.warn({ err: error }, "postgres connection lost"));
  const client = await pool.connect().catch((error: Error) => {
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
    await client.query("select pg_advisory_unlock($1)", [MIGRATION_LOCK]).catch(() => {});
    client.release(true);
  }
  return {
    db: drizzle(pool, { schema }) as unknown as Db,
    kind: "postgres",
    raw: pool,
    async listen(channel, heard) {
      const listener = new pg.Client({ connectionString: url });
      listener.on("error", () => {});
      await listener.connect();
      listener.on("notification", (n) => heard(n.payload ?? ""));
      await listener.query(`listen ${pg.escapeIdentifier(channel)}`);
      return () => listener.end();
    },
    async notify(channel, payload) {
      await pool.query("select pg_notify($1, $2)", [channel, payload]);
    },
    maintain: async () => {},
    close: () => pool.end(),
  };
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
