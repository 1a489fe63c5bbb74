// `npm run bench`: builds what production runs, then measures it against a bare pipeline on this machine.
import { build } from "./build.mjs";
import { ensure } from "./ensure.mjs";
import { run } from "./lib.mjs";
import { findPostgres } from "./postgres.mjs";

await ensure();
const env = { PG_BIN: findPostgres() };
await build({ simulator: false });
process.exit(await run("tsx", ["bench/run.ts", ...process.argv.slice(2)], { env }));
