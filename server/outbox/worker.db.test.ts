import type { PGlite } from "@electric-sql/pglite";
import { freshDb } from "@/tests/db";
import { declaredJobs } from "@/tests/declared-jobs";

declaredJobs("PGlite", async () => {
  const { handle } = await freshDb();
  await (handle.raw as PGlite).exec("drop schema if exists pgboss cascade");
  return { handle, url: undefined, close: async () => {} };
});
