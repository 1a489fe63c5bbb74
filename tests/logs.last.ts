import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";
import { findLeaks } from "./leaks";

/* Runs when every other test is done: see vitest.config.ts. */

test("no line that any test made the server log holds personal data, a secret or a database's message", () => {
  const { dir, name } = path.parse(process.env.LOG_FILE ?? "");
  const run = name.replace(/-\d+$/, "");
  const names = existsSync(dir) ? readdirSync(dir).filter((one) => one.startsWith(`${run}-`)) : [];
  const files = names.map((one) => path.join(dir, one));
  expect(files, "tests write their log; run `npm test -- logs` for this alone").not.toEqual([]);
  const text = files.map((file) => readFileSync(file, "utf8")).join("");
  expect(text.split("\n").length).toBeGreaterThan(10);
  const leaks = findLeaks(text, [process.env.SECRET ?? ""]);
  expect(leaks.slice(0, 20).map(({ what, line }) => `${what}: ${line.slice(0, 600)}`)).toEqual([]);
  for (const file of files) rmSync(file);
});
