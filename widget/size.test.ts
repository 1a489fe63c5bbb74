import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { expect, it } from "vitest";
import { compileMessages } from "../messages/compile";
import { launcher } from "../messages/en/launcher";
import { bundlesIn } from "../scripts/build-widget.mjs";

const sizes = async () => {
  const results = await Promise.all(bundlesIn().map((bundle) => build({ ...bundle, write: false })));
  const files = results.flatMap((result) => result.outputFiles ?? []);
  return files.map((file) => ({
    name: file.path.split("/").at(-1),
    bytes: gzipSync(file.contents, { level: 9 }).length,
  }));
};

it("the launcher's messages use only text and plain arguments, which its loader can format", () => {
  const parts = Object.values(compileMessages(launcher)).flat();
  expect(parts.every((part) => typeof part === "string" || (Array.isArray(part) && part.length === 1))).toBe(true);
});

it("the loader stays within 3 kB, the whole chat within 30 kB, and what a call adds within 9 kB, gzipped", async () => {
  const files = await sizes();
  const sum = (list: typeof files) => list.reduce((total, file) => total + file.bytes, 0);
  const loader = files.find((file) => file.name === "widget.js");
  expect(loader?.bytes).toBeLessThanOrEqual(3 * 1024);
  const isCall = ({ name = "" }: (typeof files)[number]) => name.startsWith("call-panel-");
  const names = files.map(({ name = "" }) => name.replace(/-[A-Z0-9]+\.js$/, ".js"));
  expect(names.sort()).toEqual(["app.css", "app.js", "call-panel.js", "chunk.js", "widget.js"]);
  expect(sum(files.filter((file) => !isCall(file)))).toBeLessThanOrEqual(30 * 1024);
  expect(sum(files.filter(isCall))).toBeLessThanOrEqual(9 * 1024);
});
