import type { TestProject } from "vitest/node";
import { openPostgres } from "../db/postgres";
import { type Cluster, startCluster } from "./pg";

declare module "vitest" {
  interface ProvidedContext {
    /** Where the throw-away cluster listens, or why there is none. */
    cluster: { url: string } | { missing: string };
  }
}

export const TEMPLATE = "storeline_template";

/** One throw-away PostgreSQL for all `*.pg.test.ts`, with a migrated template. Without binaries those tests fail and say so. */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  let cluster: Cluster;
  try {
    // A test counts transactions: nobody else may make any.
    cluster = await startCluster({ autovacuum: "off" });
  } catch (error) {
    project.provide("cluster", { missing: (error as Error).message });
    return undefined;
  }
  const { default: pg } = await import("pg");
  const admin = new pg.Client({ connectionString: cluster.url() });
  await admin.connect();
  await admin.query(`create database ${TEMPLATE}`);
  await admin.end();
  await (await openPostgres(cluster.url(TEMPLATE), 1)).close();
  project.provide("cluster", { url: cluster.url() });
  return () => cluster.stop();
}
