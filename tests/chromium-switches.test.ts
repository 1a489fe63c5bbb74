import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { disableFeatures } from "@/scripts/chromium-features.mjs";

test("browsers of tests disable every feature that Playwright disables, and those that a test names", () => {
  const source = readFileSync("node_modules/playwright-core/lib/coreBundle.js", "utf8");
  const list = /\bdisabledFeatures = \[(.+?)\]/s.exec(source)?.[1] ?? "";
  const names = [...list.matchAll(/^\s*"(\w+)"/gm)].map(([, name]) => name);
  expect(names).toContain("HttpsUpgrades");
  const disabled = disableFeatures("One", "Two").replace("--disable-features=", "").split(",");
  expect(disabled).toEqual(expect.arrayContaining([...names, "One", "Two"]));
});
