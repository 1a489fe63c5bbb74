import { PGlite } from "@electric-sql/pglite";
import { pg_trgm } from "@electric-sql/pglite/contrib/pg_trgm";
import { drizzle } from "drizzle-orm/pglite";
import { migrate } from "drizzle-orm/pglite/migrator";
import { upgradeKeepsData } from "@/tests/upgrade/guarantees";
import { fillPrevious, rowCounts } from "@/tests/upgrade/previous";
import { openPglite } from "./pglite";

upgradeKeepsData("PGlite", async (version) => {
  const previous = await PGlite.create({ extensions: { pg_trgm } });
  await fillPrevious(
    version,
    (migrationsFolder) => migrate(drizzle(previous), { migrationsFolder }),
    (sql) => previous.exec(sql),
  );
  const before = await rowCounts((sql) => previous.query(sql));
  const files = await previous.dumpDataDir("none");
  await previous.close();
  const handle = await openPglite(undefined, files);
  return { handle, before, query: (sql) => (handle.raw as PGlite).query(sql) };
});
