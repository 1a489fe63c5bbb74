import { existsSync, readdirSync, rmSync, statSync } from "node:fs";
import path from "node:path";
import type { TestProject } from "vitest/node";

const DAY_MS = 24 * 3_600_000;

/** Each run writes a log of its own, which `tests/logs.last.ts` removes when it is clean; those of earlier days go here. */
export default function setup(project: TestProject): void {
  const folder = path.dirname(String(project.config.env.LOG_FILE));
  if (!existsSync(folder)) return;
  for (const name of readdirSync(folder)) {
    const file = path.join(folder, name);
    if (Date.now() - statSync(file).mtimeMs > DAY_MS) rmSync(file, { force: true });
  }
}
