// `npm run first-load`: compares the JavaScript that each page starts with to its budget.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import vm from "node:vm";
import { gzipSync } from "node:zlib";

/**
 * kB of gzip (1 kB = 1000 bytes), including React and Next, which alone are 132. What each page weighs, rounded up: a change
 * that lowers a figure lowers its budget, and one that raises it gives the reason in docs/benchmarks.md. The inbox must
 * stay within 230. `e2e/first-load.spec.ts` checks the inbox in a browser.
 */
export const BUDGETS_KB = {
  "/inbox": 228,
  "/board": 246,
  "/settings": 295,
  "/account": 282,
  "/login": 205,
} as const;
export type Page = keyof typeof BUDGETS_KB;

type Chunk = { file: string; bytes: number };

const entryOf = (page: Page): string => (page === "/login" ? "/(auth)/login/page" : `/(workspace)${page}/page`);
const read = (file: string): string => {
  if (!existsSync(file)) throw new Error(`${file} is missing: build first (npm run build).`);
  return readFileSync(file, "utf8");
};

/**
 * Lists the scripts that a page starts with: React, Next, and those of its layouts, its boundaries and itself.
 * The polyfills of Next are not among them: browsers that know modules leave them out.
 * @param dist a folder that `next build` has made
 * @throws Error when there is no such build, or it lists no scripts of the page's own
 */
export function firstLoad(dist: string, page: Page): Chunk[] {
  const entry = entryOf(page);
  const { rootMainFiles } = JSON.parse(read(path.join(dist, "build-manifest.json"))) as { rootMainFiles: string[] };
  const sandbox = { globalThis: {} as { __RSC_MANIFEST?: Record<string, { entryJSFiles: Record<string, string[]> }> } };
  vm.runInNewContext(read(path.join(dist, "server/app", `${entry}_client-reference-manifest.js`)), sandbox);
  const own = Object.values(sandbox.globalThis.__RSC_MANIFEST?.[entry]?.entryJSFiles ?? {}).flat();
  if (own.length === 0 || rootMainFiles.length === 0)
    throw new Error(`The build in ${dist} lists no scripts of ${page}.`);
  return [...new Set([...rootMainFiles, ...own.map((file) => file.replace(/^\/?_next\//, ""))])].map((file) => ({
    file,
    bytes: gzipSync(read(path.join(dist, file))).length,
  }));
}

/** @returns a line for each page, and the pages that are over their budget */
export function checkBudgets(dist: string, budgets: Partial<Record<Page, number>> = BUDGETS_KB) {
  const pages = Object.entries(budgets).map(([page, budget]) => {
    const chunks = firstLoad(dist, page as Page);
    return { page, budget, kB: chunks.reduce((sum, { bytes }) => sum + bytes, 0) / 1000 };
  });
  return {
    lines: pages.map(({ page, budget, kB }) => `${page.padEnd(10)} ${kB.toFixed(1)} of ${budget} kB`),
    over: pages.filter(({ kB, budget }) => kB > budget).map(({ page }) => page),
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { lines, over } = checkBudgets(process.argv[2] ?? ".next");
  console.log(lines.join("\n"));
  if (over.length > 0) {
    console.error(
      `\nMore JavaScript than their budget: ${over.join(", ")}. Code that is not needed at once belongs in`,
    );
    console.error("a lazy component (components/ui/lazy.tsx); budgets are in scripts/first-load.ts.");
    process.exit(1);
  }
}
