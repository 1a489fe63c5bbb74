// Reads what the runners of the tests reported: totals, and the reason of every failure, for the last lines of `npm test`.

/** @typedef {{ passed: number, failed: number, skipped: number, failures: string[], files: string[] }} Totals `files`: those that failures are in */

/**
 * @param report Vitest's JSON report; null when it wrote none
 * @param preparations the errors of `beforeAll` and the like, by file
 * @returns {Totals} a file that could not be loaded, or whose preparation failed, has no failed test, but counts as a failure
 */
export function vitestTotals(report, preparations = {}) {
  const files = report?.testResults ?? [];
  const failed = files.flatMap((file) =>
    file.assertionResults
      .filter((test) => test.status === "failed")
      .map((test) => ({ file: file.name, title: test.fullName, reason: test.failureMessages[0] })),
  );
  const broken = files.filter(
    (file) => file.status === "failed" && !file.assertionResults.some((test) => test.status === "failed"),
  );
  return {
    passed: report?.numPassedTests ?? 0,
    failed: failed.length + broken.length,
    skipped: (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0),
    failures: [
      ...failed.map(({ file, title, reason }) => described(file, title, reason)),
      ...broken.map((file) =>
        described(
          file.name,
          "its tests could not be run",
          [file.message, ...(preparations[file.name] ?? [])].join("\n"),
        ),
      ),
    ],
    files: [...new Set([...failed.map(({ file }) => file), ...broken.map((file) => file.name)])],
  };
}

/**
 * @param report Playwright's JSON report; null when it wrote none
 * @returns {Totals}
 */
export function playwrightTotals(report) {
  const stats = report?.stats;
  const specs = (report?.suites ?? []).flatMap(unexpected);
  return {
    passed: (stats?.expected ?? 0) + (stats?.flaky ?? 0),
    failed: stats?.unexpected ?? 0,
    skipped: stats?.skipped ?? 0,
    failures: [
      ...specs.map((spec) => described(spec.file, spec.title, why(spec))),
      ...(report?.errors ?? []).map((error) => error.message),
    ],
    files: [...new Set(specs.map((spec) => spec.file))],
  };
}

function unexpected(suite) {
  return [...(suite.specs ?? []).filter((spec) => !spec.ok), ...(suite.suites ?? []).flatMap(unexpected)];
}

/** These read what all other tests have logged: run by themselves, they would find nothing. */
const LOG_CHECKS = /logs\.(last|teardown)\.ts$/;

/**
 * Whether what failed may have a second run (ADR 0069).
 * @param {Totals} totals of the first run
 * @param {number} limit how many failures may have one; 0 for none
 */
export const mayRunAgain = ({ failed, failures, files }, limit) =>
  failed > 0 && failed <= limit && failures.length === failed && !files.some((file) => LOG_CHECKS.test(file));

/**
 * What two runs say together: tests that failed and then all passed count as passed, and are named as unstable.
 * @param {Totals} first
 * @param {Totals} again of what failed in the first
 * @returns {Totals & { unstable: string[] }}
 */
export function afterSecondRun(first, again) {
  if (again.failed > 0 || again.passed === 0) return { ...first, unstable: [] };
  const unstable = first.failures.map((text) => text.replace(/^FAILED/, "UNSTABLE"));
  return { ...first, passed: first.passed + first.failed, failed: 0, failures: [], unstable };
}

const why = (spec) =>
  spec.tests
    .flatMap((test) => test.results)
    .flatMap((result) => result.errors)
    .at(-1)?.message;

const LINES = 12;

/** The whole message stands far above; here its first lines are enough to know what went wrong. */
function described(file, title, reason) {
  const lines = (reason ?? "no reason was reported").trim().split("\n").slice(0, LINES);
  return [`FAILED ${file} › ${title}`, ...lines.map((line) => `    ${line}`)].join("\n");
}
