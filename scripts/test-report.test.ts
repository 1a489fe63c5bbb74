import { expect, it } from "vitest";
import { afterSecondRun, mayRunAgain, playwrightTotals, vitestTotals } from "./test-report.mjs";

const passed = { status: "passed", fullName: "adds", failureMessages: [] };
const skipped = { status: "skipped", fullName: "waits", failureMessages: [] };

it("the reason of a failed test stands with the totals", () => {
  const failed = { status: "failed", fullName: "subtracts", failureMessages: ["Error: 1 is not 2\n  at line 3"] };
  const totals = vitestTotals({
    numPassedTests: 1,
    numPendingTests: 0,
    testResults: [{ name: "math.test.ts", status: "failed", message: "", assertionResults: [passed, failed] }],
  });
  expect(totals).toEqual({
    passed: 1,
    failed: 1,
    skipped: 0,
    failures: ["FAILED math.test.ts › subtracts\n    Error: 1 is not 2\n      at line 3"],
    files: ["math.test.ts"],
  });
});

it("a file whose preparation failed counts as a failure, with its reason, though its tests were only skipped", () => {
  const report = {
    numPassedTests: 0,
    numPendingTests: 1,
    testResults: [{ name: "db.test.ts", status: "failed", message: "", assertionResults: [skipped] }],
  };
  const totals = vitestTotals(report, { "db.test.ts": ["Error: Hook timed out"] });
  expect(totals).toEqual({
    passed: 0,
    failed: 1,
    skipped: 1,
    failures: ["FAILED db.test.ts › its tests could not be run\n    Error: Hook timed out"],
    files: ["db.test.ts"],
  });
});

it("a failed journey is named with the last error, wherever its suite stands", () => {
  const spec = {
    file: "calls.spec.ts",
    title: "a call rings",
    ok: false,
    tests: [{ results: [{ errors: [{ message: "Timeout" }] }] }],
  };
  const report = { stats: { expected: 2, unexpected: 1 }, suites: [{ specs: [], suites: [{ specs: [spec] }] }] };
  expect(playwrightTotals(report)).toEqual({
    passed: 2,
    failed: 1,
    skipped: 0,
    failures: ["FAILED calls.spec.ts › a call rings\n    Timeout"],
    files: ["calls.spec.ts"],
  });
});

it("a runner that wrote no report has counted nothing", () => {
  const nothing = { passed: 0, failed: 0, skipped: 0, failures: [], files: [] };
  expect(vitestTotals(null)).toEqual(nothing);
  expect(playwrightTotals(null)).toEqual(nothing);
});

const totals = (passed: number, ...failedFiles: string[]) => ({
  ...{ passed, failed: failedFiles.length, skipped: 0, files: failedFiles },
  failures: failedFiles.map((file) => `FAILED ${file} › holds`),
});

it("a few failures have a second run; many, those of a runner itself, and what logs must not hold have none", () => {
  expect(mayRunAgain(totals(9), 2)).toBe(false);
  expect(mayRunAgain(totals(9, "a.test.ts", "b.test.ts"), 2)).toBe(true);
  expect(mayRunAgain(totals(9, "a.test.ts", "b.test.ts", "c.test.ts"), 2)).toBe(false);
  expect(mayRunAgain(totals(9, "a.test.ts"), 0)).toBe(false);
  expect(mayRunAgain({ ...totals(9, "a.test.ts"), failures: ["vitest ended with code 1", "no server"] }, 2)).toBe(
    false,
  );
  expect(mayRunAgain(totals(9, "tests/logs.last.ts"), 2)).toBe(false);
  expect(mayRunAgain(totals(9, "logs.teardown.ts"), 2)).toBe(false);
});

it("what passes in its second run counts as passed and is named as unstable; what fails again has failed", () => {
  const first = totals(9, "a.test.ts");
  expect(afterSecondRun(first, totals(4))).toMatchObject({
    ...{ passed: 10, failed: 0, failures: [], unstable: ["UNSTABLE a.test.ts › holds"] },
  });
  expect(afterSecondRun(first, totals(3, "a.test.ts"))).toEqual({ ...first, unstable: [] });
  expect(afterSecondRun(first, totals(0))).toEqual({ ...first, unstable: [] });
});
