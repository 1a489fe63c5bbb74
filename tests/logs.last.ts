import { existsSync, readFileSync, rmSync } from "node:fs";
import { expect, test } from "vitest";
import { findLeaks } from "./leaks";

/* Runs when every other test is done: see vitest.config.ts. */

test("no line that any test made the server log holds personal data, a secret or a database's message", () => {
  const file = process.env.LOG_FILE ?? "";
  expect(existsSync(file), "tests write their log; run `npm test -- logs` for this alone").toBe(true);
  const text = readFileSync(file, "utf8");
  expect(text.split("\n").length).toBeGreaterThan(10);
  const leaks = findLeaks(text, [process.env.SECRET ?? ""]);
  expect(leaks.slice(0, 20).map(({ what, line }) => `${what}: ${line.slice(0, 600)}`)).toEqual([]);
  rmSync(file);
});
