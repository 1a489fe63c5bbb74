import type { TestProject } from "vitest/node";
import { openPostgres } from "../db/postgres";
import { type Cluster, startCluster } from "./pg";

declare module "vitest" {
  interface ProvidedContext {
    /** The address of each worker's temporary cluster, or why there is none. */
    clusters: { urls: string[] } | { missing: string };
  }
}

export const TEMPLATE = "storeline_template";

/**
 * A throw-away PostgreSQL with a migrated template for each worker of `*.pg.test.ts`: tests read transaction ids, which all
 * databases of a cluster share. Without binaries those tests fail and say so.
 */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  const { maxWorkers } = project.config;
  const started: Cluster[] = [];
  try {
    for (let n = 0; n < maxWorkers; n++) started.push(await startMigrated());
  } catch (error) {
    await Promise.all(started.map((cluster) => cluster.stop()));
    project.provide("clusters", { missing: (error as Error).message });
    return undefined;
  }
  project.provide("clusters", { urls: started.map((cluster) => cluster.url()) });
  return async () => void (await Promise.all(started.map((cluster) => cluster.stop())));
}

async function startMigrated(): Promise<Cluster> {
  // A test counts transactions, so background processes must not make any.
  const cluster = await startCluster({ autovacuum: "off" });
  const { default: pg } = await import("pg");
  const admin = new pg.Client({ connectionString: cluster.url() });
  await admin.connect();
  await admin.query(`create database ${TEMPLATE}`);
  await admin.end();
  await (await openPostgres(cluster.url(TEMPLATE), 1)).close();
  return cluster;
}
