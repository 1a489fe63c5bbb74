// `npm test`: everything, from a bare clone. `npm test -- <filter>` runs the matching unit tests, `npm test -- e2e/<file>` one journey.
import { existsSync, mkdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { build } from "./build.mjs";
import { findChromium } from "./chromium.mjs";
import { ensure } from "./ensure.mjs";
import { CACHE, run, say } from "./lib.mjs";
import { findPostgres } from "./postgres.mjs";
import { findRedis } from "./redis.mjs";

const REPORTS = path.join(CACHE, "reports");
const filters = process.argv.slice(2);
const journeys = filters.filter((filter) => filter.startsWith("e2e/"));
const units = filters.filter((filter) => !filter.startsWith("e2e/"));

await ensure();
const env = { PG_BIN: findPostgres() };
if (filters.length === 0) findRedis();
if (units.length === 0) env.CHROMIUM_PATH = await findChromium();
rmSync(REPORTS, { recursive: true, force: true });
mkdirSync(REPORTS, { recursive: true });

const codes = [];
if (journeys.length === 0) codes.push(await unit());
if (units.length === 0) codes.push(await e2e());

const total = [await vitestTotals(), await playwrightTotals()].reduce(add, { passed: 0, failed: 0, skipped: 0 });
say(`\n${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped`);
process.exit(codes.some((code) => code !== 0) || total.failed > 0 ? 1 : 0);

function unit() {
  const file = path.join(REPORTS, "vitest.json");
  const reporters = ["--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
  return run("vitest", ["run", ...reporters, ...units], { env });
}

async function e2e() {
  await build({ simulator: true });
  const report = { PLAYWRIGHT_JSON_OUTPUT_NAME: path.join(REPORTS, "playwright.json") };
  return run("playwright", ["test", "--reporter=list,json", ...journeys], { env: { ...env, ...report } });
}

async function vitestTotals() {
  const report = read("vitest.json");
  return {
    passed: report?.numPassedTests ?? 0,
    failed: (report?.numFailedTests ?? 0) + brokenFiles(report),
    skipped: (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0),
  };
}

/** A file that could not even be loaded holds no failed test, but is a failure. */
function brokenFiles(report) {
  const broken = (file) => file.status === "failed" && !file.assertionResults.some((test) => test.status === "failed");
  return (report?.testResults ?? []).filter(broken).length;
}

async function playwrightTotals() {
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
