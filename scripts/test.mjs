// `npm test`: all tests, from a fresh clone. `npm test -- <filter>` runs the matching unit tests, `npm test -- e2e/<file>` one
// journey.
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { build } from "./build.mjs";
import { findChromium } from "./chromium.mjs";
import { ensure } from "./ensure.mjs";
import { CACHE, run, say } from "./lib.mjs";
import { findPostgres } from "./postgres.mjs";
import { findRedis } from "./redis.mjs";

const REPORTS = path.join(CACHE, "reports");
const UNHANDLED = "unhandled.json";
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
if (journeys.length === 0) parts.push(counted("vitest", await unit(), vitestTotals()));
if (units.length === 0) parts.push(counted("playwright", await e2e(), playwrightTotals()));

const total = parts.reduce(add, { passed: 0, failed: 0, skipped: 0 });
say(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exit(total.failed > 0 ? 1 : 0);

/** A run that failed although no test did counts as a failure, with the reason beside the totals. */
function counted(runner, code, totals) {
  if (code === 0 || totals.failed > 0) return totals;
  say(`\n${runner} ended with code ${code}, although no test failed.`);
  for (const error of read(UNHANDLED) ?? []) say(error);
  return { ...totals, failed: 1 };
}

function unit() {
  const file = path.join(REPORTS, "vitest.json");
  const own = "--reporter=./scripts/unhandled-reporter.mjs";
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`, own];
  return run("vitest", ["run", ...reporters, ...units], {
    env: { ...env, UNHANDLED_FILE: path.join(REPORTS, UNHANDLED) },
  });
}

async function e2e() {
  await build({ simulator: true });
  const report = { PLAYWRIGHT_JSON_OUTPUT_NAME: path.join(REPORTS, "playwright.json") };
  return run("playwright", ["test", "--reporter=list,json", ...journeys], { env: { ...env, ...report } });
}

function vitestTotals() {
  const report = read("vitest.json");
  return {
    passed: report?.numPassedTests ?? 0,
    failed: (report?.numFailedTests ?? 0) + brokenFiles(report),
    skipped: (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0),
  };
}

/** A file that could not be loaded has no failed test, but counts as a failure. */
function brokenFiles(report) {
  const broken = (file) => file.status === "failed" && !file.assertionResults.some((test) => test.status === "failed");
  return (report?.testResults ?? []).filter(broken).length;
}

function playwrightTotals() {
  const stats = read("playwright.json")?.stats;
  return {
    passed: (stats?.expected ?? 0) + (stats?.flaky ?? 0),
    failed: stats?.unexpected ?? 0,
    skipped: stats?.skipped ?? 0,
  };
}

function read(name) {
  const file = path.join(REPORTS, name);
  return existsSync(file) ? JSON.parse(readFileSync(file, "utf8")) : null;
}

function add(a, b) {
  return { passed: a.passed + b.passed, failed: a.failed + b.failed, skipped: a.skipped + b.skipped };
}
