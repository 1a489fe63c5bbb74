import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { expect, it } from "vitest";
import { compileMessages } from "../messages/compile";
import { launcher } from "../messages/en/launcher";
import { bundles } from "../scripts/build-widget.mjs";

const sizes = async () => {
  const results = await Promise.all(bundles.map((bundle) => build({ ...bundle, write: false })));
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

it("the loader stays within 3 kB and the whole chat within 30 kB, gzipped", async () => {
  const files = await sizes();
  const loader = files.find((file) => file.name === "widget.js");
  expect(loader?.bytes).toBeLessThanOrEqual(3 * 1024);
  expect(files.map((file) => file.name).sort()).toEqual(["app.css", "app.js", "widget.js"]);
  expect(files.reduce((sum, file) => sum + file.bytes, 0)).toBeLessThanOrEqual(30 * 1024);
});
