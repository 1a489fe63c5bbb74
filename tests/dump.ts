import { execFile } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import pg from "pg";
import { openPostgres } from "@/db/postgres";
import { findBinaries } from "./pg";

const run = promisify(execFile);

export type Dump = { restore(url: string): Promise<void>; remove(): void };

/** A logical dump: by pg_dump, or row by row where the server's programs came without it. */
export async function dumpOf(url: string): Promise<Dump> {
  const pgDump = path.join(findBinaries() ?? "", "pg_dump");
  return existsSync(pgDump) ? byProgram(pgDump, url) : byRows(url);
}

async function byProgram(pgDump: string, url: string): Promise<Dump> {
  const folder = mkdtempSync(path.join(os.tmpdir(), "storeline-dump-"));
  const file = path.join(folder, "dump");
  await run(pgDump, ["-Fc", "-f", file, url]);
  return {
    restore: async (to) =>
      void (await run(path.join(path.dirname(pgDump), "pg_restore"), ["--no-owner", "-d", to, file])),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

async function byRows(url: string): Promise<Dump> {
  const tables = await within(url, async (client) => {
    const { rows } = await client.query("select tablename as name from pg_tables where schemaname = 'public'");
    const names = rows.map((row: { name: string }) => pg.escapeIdentifier(row.name));
    const read = async (name: string) => {
      const { rows } = await client.query(`select coalesce(json_agg(t), '[]')::text as rows from ${name} t`);
      return { name, rows: (rows[0] as { rows: string }).rows };
    };
    const found = [];
    for (const name of names) found.push(await read(name));
    return found;
  });
  return {
    async restore(to) {
      await (await openPostgres(to, 1)).close();
      await within(to, async (client) => {
        await client.query("set session_replication_role = replica");
        for (const { name } of tables) await client.query(`truncate ${name} cascade`);
        for (const { name, rows } of tables)
          await client.query(
            `insert into ${name} overriding system value select * from json_populate_recordset(null::${name}, $1::json)`,
            [rows],
          );
      });
    },
    remove() {},
  };
}

async function within<T>(url: string, work: (client: pg.Client) => Promise<T>): Promise<T> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    return await work(client);
  } finally {
    await client.end();
  }
}
