// The server of the browser tests: the demo's build on a fresh folder, filled with a small shop.
import { rmSync } from "node:fs";
import path from "node:path";
import { fail, run } from "./lib.mjs";

const { PORT } = process.env;
if (!PORT) fail("PORT is missing: the browser tests start this script themselves.");
const dir = path.join(".data", `e2e-${PORT}`);
rmSync(dir, { recursive: true, force: true });
const env = { NODE_ENV: "production", STORELINE_SIMULATOR: "1", DATA_DIR: dir, DATABASE_URL: "", REDIS_URL: "" };
if ((await run("node", ["--enable-source-maps", "dist/seed.mjs", "--small"], { env })) !== 0)
  fail("The browser tests' shop could not be filled (see above).");
const code = await run("node", ["--enable-source-maps", "dist/server-demo.mjs"], { env });
rmSync(dir, { recursive: true, force: true });
process.exit(code);
