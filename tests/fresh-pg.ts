import pg from "pg";
import { inject } from "vitest";
import type { DbHandle } from "../db/client";
import { openPostgres } from "../db/postgres";
import { TEMPLATE } from "./pg-setup";

let made = 0;

/**
 * An empty, migrated PostgreSQL database of its own. `open()` gives independent pools: as different as two processes are.
 * @throws Error in one sentence when the machine has no PostgreSQL binaries
 */
export async function freshPg(): Promise<{
  url: string;
  open(poolSize?: number): Promise<DbHandle>;
  close(): Promise<void>;
}> {
  const { url, drop } = await createDatabase(`template ${TEMPLATE}`);
  const handles: DbHandle[] = [];
  return {
    url,
    async open(poolSize = 12) {
      const handle = await openPostgres(url, poolSize);
      handles.push(handle);
      return handle;
    },
    async close() {
      await Promise.all(handles.map((handle) => handle.close()));
      await drop();
    },
  };
}

/** A PostgreSQL database with nothing in it, not even our tables. */
export const emptyPg = () => createDatabase("");

async function createDatabase(options: string): Promise<{ url: string; drop(): Promise<void> }> {
  const clusters = inject("clusters");
  if ("missing" in clusters) throw new Error(clusters.missing);
  const cluster = clusters.urls[Number(process.env.VITEST_POOL_ID) % clusters.urls.length] as string;
  const name = `test_${process.pid}_${made++}`;
  await asAdmin(cluster, `create database ${name} ${options}`);
  return {
    url: cluster.replace(/\/postgres$/, `/${name}`),
    drop: () => asAdmin(cluster, `drop database ${name} with (force)`),
  };
}

async function asAdmin(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  await client.query(statement).finally(() => client.end());
}
