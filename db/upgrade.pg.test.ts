import { drizzle } from "drizzle-orm/node-postgres";
import { migrate } from "drizzle-orm/node-postgres/migrator";
import pg from "pg";
import { afterAll } from "vitest";
import { emptyPg } from "@/tests/fresh-pg";
import { upgradeKeepsData } from "@/tests/upgrade/guarantees";
import { fillPrevious, rowCounts } from "@/tests/upgrade/previous";
import { openPostgres } from "./postgres";

const drops: (() => Promise<void>)[] = [];
afterAll(async () => {
  for (const drop of drops) await drop();
});

upgradeKeepsData("PostgreSQL", async (version) => {
  const database = await emptyPg();
  drops.push(database.drop);
  const previous = new pg.Client({ connectionString: database.url });
  await previous.connect();
  await fillPrevious(
    version,
    (migrationsFolder) => migrate(drizzle(previous), { migrationsFolder }),
    (sql) => previous.query(sql),
  );
  const before = await rowCounts((sql) => previous.query(sql));
  await previous.end();
  const handle = await openPostgres(database.url, 2);
  return { handle, before, query: (sql) => (handle.raw as pg.Pool).query(sql) };
});
