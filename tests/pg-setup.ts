import { rmSync } from "node:fs";
import path from "node:path";
import { build } from "esbuild";
import type { TestProject } from "vitest/node";
import { openPostgres } from "../db/postgres";
import { serverOptions } from "../scripts/server-options.mjs";
import { type Cluster, startCluster } from "./pg";

declare module "vitest" {
  interface ProvidedContext {
    /** The address of each worker's temporary cluster, or why there is none. */
    clusters: { urls: string[] } | { missing: string };
    /** The server's code as one file, which starts in half the time that its source takes. */
    server: string;
  }
}

export const TEMPLATE = "storeline_template";

/**
 * A throw-away PostgreSQL with a migrated template for each worker of `*.pg.test.ts`: tests read transaction ids, which all
 * databases of a cluster share. Without binaries those tests fail and say so.
 */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  const removeServer = await bundleServer(project);
  const { maxWorkers } = project.config;
  const started: Cluster[] = [];
  try {
    for (let n = 0; n < maxWorkers; n++) started.push(await startMigrated());
  } catch (error) {
    await Promise.all(started.map((cluster) => cluster.stop()));
    project.provide("clusters", { missing: (error as Error).message });
    return removeServer;
  }
  project.provide("clusters", { urls: started.map((cluster) => cluster.url()) });
  return async () => {
    await Promise.all(started.map((cluster) => cluster.stop()));
    await removeServer();
  };
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

/** For `tests/start-node.ts`. It is inside the project, because it imports packages. */
async function bundleServer(project: TestProject): Promise<() => Promise<void>> {
  const outfile = path.resolve(`.cache/test-server/${process.pid}-${project.name}.mjs`);
  await build({ ...serverOptions(false), entryPoints: ["server/index.ts"], outfile });
  project.provide("server", outfile);
  return async () => {
    for (const file of [outfile, `${outfile}.map`]) rmSync(file, { force: true });
  };
}
