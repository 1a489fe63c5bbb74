// `npm test`: all tests, from a fresh clone. `npm test -- <filter>` runs the matching unit tests, `npm test -- e2e/<file>` one
// journey.
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { build } from "./build.mjs";
import { findChromium } from "./chromium.mjs";
import { ensure } from "./ensure.mjs";
import { CACHE, run, say } from "./lib.mjs";
import { findPostgres } from "./postgres.mjs";
import { findRedis } from "./redis.mjs";
import { afterSecondRun, mayRunAgain, playwrightTotals, vitestTotals } from "./test-report.mjs";

const REPORTS = path.join(CACHE, "reports");
const ERRORS = "errors.json";
/** CI runs so many failed tests once more, by themselves (ADR 0069). */
const SECOND_RUNS = Number(process.env.SECOND_RUNS ?? 0);
const filters = process.argv.slice(2);
const journeys = filters.filter((filter) => filter.startsWith("e2e/"));
const units = filters.filter((filter) => !filter.startsWith("e2e/"));

await ensure();
const env = { PG_BIN: findPostgres() };
if (filters.length === 0) findRedis();
if (units.length === 0) env.CHROMIUM_PATH = await findChromium();
rmSync(REPORTS, { recursive: true, force: true });
mkdirSync(REPORTS, { recursive: true });

const parts = [];
if (journeys.length === 0) parts.push(await twice(unit, units));
if (units.length === 0) {
  await build({ simulator: true });
  parts.push(await twice(e2e, journeys, () => ["--last-failed"]));
}

const sum = (what) => parts.reduce((total, part) => total + part[what], 0);
const failures = parts.flatMap((part) => [...part.failures, ...part.unstable]).join("\n\n");
writeFileSync(path.join(REPORTS, "failures.txt"), failures && `${failures}\n`);
if (failures) say(`\n${failures}`);
say(`\n${sum("passed")} passed, ${sum("failed")} failed, ${sum("skipped")} skipped`);
process.exit(sum("failed") > 0 ? 1 : 0);

/** @param filtersOf what is passed to the runner so that it runs only what failed */
async function twice(runner, filters, filtersOf = ({ files }) => files) {
  const first = await runner(filters);
  if (!mayRunAgain(first, SECOND_RUNS)) return { ...first, unstable: [] };
  say(`\n${first.failed} failed, and run once more by themselves:\n${first.files.join("\n")}\n`);
  return afterSecondRun(first, await runner(filtersOf(first)));
}

async function unit(filters) {
  const file = path.join(REPORTS, "vitest.json");
  const own = "--reporter=./scripts/error-reporter.mjs";
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`, own];
  const code = await run("vitest", ["run", ...reporters, ...filters], {
    env: { ...env, ERRORS_FILE: path.join(REPORTS, ERRORS) },
  });
  return counted("vitest", code, vitestTotals(read("vitest.json"), read(ERRORS)?.preparations));
}

async function e2e(filters) {
  const report = { PLAYWRIGHT_JSON_OUTPUT_NAME: path.join(REPORTS, "playwright.json") };
  const code = await run("playwright", ["test", "--reporter=list,json", ...filters], { env: { ...env, ...report } });
  return counted("playwright", code, playwrightTotals(read("playwright.json")));
}

/** A run that failed although no test did counts as a failure. */
function counted(runner, code, totals) {
  if (code === 0 || totals.failed > 0) return totals;
  const reason = `${runner} ended with code ${code}, although no test failed.`;
  return { ...totals, failed: 1, failures: [reason, ...totals.failures, ...(read(ERRORS)?.outside ?? [])] };
}

function read(name) {
  const file = path.join(REPORTS, name);
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : null;
}
