// The server of the browser tests: the demo build on a new folder, filled with a small shop.
import { rmSync } from "node:fs";
import path from "node:path";
import { fail, run, say } from "./lib.mjs";

const { PORT, E2E_LOG: log } = process.env;
if (!PORT || !log) fail("PORT or E2E_LOG is missing: the browser tests start this script themselves.");
const dir = path.join(".data", `e2e-${PORT}`);
rmSync(dir, { recursive: true, force: true });
const env = { NODE_ENV: "production", STORELINE_SIMULATOR: "1", DATA_DIR: dir, DATABASE_URL: "", REDIS_URL: "" };
if ((await run("node", ["--enable-source-maps", "dist/seed.mjs", "--small"], { env, log })) !== 0)
  fail(`The browser tests' shop could not be filled (see ${log}).`);
const code = await run("node", ["--enable-source-maps", "dist/server-demo.mjs"], { env, log });
if (code !== 0) say(`The browser tests' server ended with code ${code} (see ${log}).`);
rmSync(dir, { recursive: true, force: true });
process.exit(code);
