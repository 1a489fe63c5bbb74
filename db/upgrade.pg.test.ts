import { drizzle } from "drizzle-orm/node-postgres";
import { migrate } from "drizzle-orm/node-postgres/migrator";
import pg from "pg";
import { afterAll } from "vitest";
import { emptyPg } from "@/tests/fresh-pg";
import { upgradeKeepsData } from "@/tests/upgrade/guarantees";
import { previousRows, rowCounts, withPreviousMigrations } from "@/tests/upgrade/previous";
import { openPostgres } from "./postgres";

let drop = async () => {};
afterAll(() => drop());

upgradeKeepsData("PostgreSQL", async () => {
  const database = await emptyPg();
  drop = database.drop;
  const previous = new pg.Client({ connectionString: database.url });
  await previous.connect();
  await withPreviousMigrations((migrationsFolder) => migrate(drizzle(previous), { migrationsFolder }));
  await previous.query(previousRows());
  const before = await rowCounts((sql) => previous.query(sql));
  await previous.end();
  const handle = await openPostgres(database.url, 2);
  return { handle, before, query: (sql) => (handle.raw as pg.Pool).query(sql) };
});
