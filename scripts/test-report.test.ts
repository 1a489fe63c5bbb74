import { expect, it } from "vitest";
import { playwrightTotals, vitestTotals } from "./test-report.mjs";

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
  });
});

it("a runner that wrote no report has counted nothing", () => {
  expect(vitestTotals(null)).toEqual({ passed: 0, failed: 0, skipped: 0, failures: [] });
  expect(playwrightTotals(null)).toEqual({ passed: 0, failed: 0, skipped: 0, failures: [] });
});
