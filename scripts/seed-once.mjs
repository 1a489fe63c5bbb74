import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fail, run, say } from "./lib.mjs";

/**
 * Fills an empty database with the demo's retailer. The embedded one is created in a temporary folder and moved when complete,
 * so that an interrupted start leaves no half-filled shop. Filling it again adds nothing; it happens when the address has
 * changed, because the fictional SMS account uses it.
 */
export async function seedOnce({ program: [command, ...args], ...env }) {
  const target = env.DATA_DIR;
  const embedded = !process.env.DATABASE_URL;
  const mark = path.join(target, "filled-for");
  const filledFor = read(mark);
  if (embedded && existsSync(path.join(target, "pg"))) {
    if (filledFor === null) fail(`${target} holds other data, and the demo leaves it alone: choose another DATA_DIR.`);
    if (filledFor === env.PUBLIC_URL) return;
  }
  say("Filling the shop: stores, people, customers, orders, stock and conversations ...");
  const fresh = embedded && !existsSync(target);
  const dir = fresh ? `${target}.new` : target;
  if (fresh) rmSync(dir, { recursive: true, force: true });
  mkdirSync(dir, { recursive: true });
  if ((await run(command, args, { env: { ...env, DATA_DIR: dir } })) !== 0)
    fail("The demo's data could not be written (see above).");
  writeFileSync(path.join(dir, "filled-for"), env.PUBLIC_URL);
  if (fresh) renameSync(dir, target);
}

const read = (file) => (existsSync(file) ? readFileSync(file, "utf8") : null);
