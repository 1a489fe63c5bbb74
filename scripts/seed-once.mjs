import { existsSync, mkdirSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { fail, run, say } from "./lib.mjs";

/**
 * Fills an empty database with the demo's retailer. The embedded one is made beside its place and moved there when complete,
 * so an interrupted start leaves no half-filled shop behind.
 */
export async function seedOnce({ program: [command, ...args], ...env }) {
  const target = env.DATA_DIR;
  const embedded = !process.env.DATABASE_URL;
  if (embedded && existsSync(path.join(target, "pg"))) return;
  say("Filling the shop: stores, people, customers, orders, stock and conversations ...");
  const fresh = embedded && !existsSync(target);
  const dir = fresh ? `${target}.new` : target;
  if (fresh) rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir, { recursive: true });
  if ((await run(command, args, { env: { ...env, DATA_DIR: dir } })) !== 0)
    fail("The demo's data could not be written (see above).");
  if (fresh) renameSync(dir, target);
}
