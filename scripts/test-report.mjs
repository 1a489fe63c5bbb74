// Reads what the runners of the tests reported: totals, and the reason of every failure, for the last lines of `npm test`.

/** @typedef {{ passed: number, failed: number, skipped: number, failures: string[] }} Totals */

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
  };
}

/**
 * @param report Playwright's JSON report; null when it wrote none
 * @returns {Totals}
 */
export function playwrightTotals(report) {
  const stats = report?.stats;
  return {
    passed: (stats?.expected ?? 0) + (stats?.flaky ?? 0),
    failed: stats?.unexpected ?? 0,
    skipped: stats?.skipped ?? 0,
    failures: [...(report?.suites ?? []).flatMap(unexpected), ...(report?.errors ?? []).map((error) => error.message)],
  };
}

function unexpected(suite) {
  const own = (suite.specs ?? []).filter((spec) => !spec.ok).map((spec) => described(spec.file, spec.title, why(spec)));
  return [...own, ...(suite.suites ?? []).flatMap(unexpected)];
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
