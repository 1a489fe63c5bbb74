import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import type { PGlite } from "@electric-sql/pglite";
import type { TestProject } from "vitest/node";
import { openPglite } from "../db/pglite";

declare module "vitest" {
  interface ProvidedContext {
    /** A tar of one migrated, empty embedded database. */
    template: string;
  }
}

/** Builds one migrated database and keeps it on disk until the migrations change: every worker loads the copy. */
export default async function setup(project: TestProject): Promise<void> {
  const file = path.resolve(".cache", `pglite-${migrationsHash()}.tar`);
  if (!existsSync(file)) {
    const { raw, close } = await openPglite(undefined);
    const dump = await (raw as PGlite).dumpDataDir("none");
    mkdirSync(path.dirname(file), { recursive: true });
    const partial = `${file}.${process.pid}`;
    writeFileSync(partial, Buffer.from(await dump.arrayBuffer()));
    renameSync(partial, file);
    await close().catch(() => {});
  }
  project.provide("template", file);
}

function migrationsHash(): string {
  const hash = createHash("sha256");
  const folder = path.resolve("db/migrations");
  for (const name of readdirSync(folder).filter((n) => n.endsWith(".sql"))) {
    hash.update(name).update(readFileSync(path.join(folder, name)));
  }
  hash.update(readFileSync("node_modules/@electric-sql/pglite/package.json"));
  return hash.digest("hex").slice(0, 16);
}
