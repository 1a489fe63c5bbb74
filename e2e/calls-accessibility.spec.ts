import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures";
import { bar, callStore, MICROPHONE, ring } from "./web-calls";

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const SIZES = {
  "tablet landscape": { width: 1180, height: 820 },
  "tablet portrait": { width: 820, height: 1180 },
  phone: { width: 390, height: 844 },
};

async function expectAccessible(page: Page): Promise<void> {
  await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
  const { violations } = await new AxeBuilder({ page }).withTags(TAGS).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" | ")}`)).toEqual([]);
}

test.describe.configure({ mode: "serial" });

for (const [size, viewport] of Object.entries(SIZES))
  for (const colorScheme of ["light", "dark"] as const)
    test(`ring, call bar and dialogs have no accessibility violation: ${size}, ${colorScheme}`, async ({
      as,
      world,
      shop,
      browser,
    }) => {
      const ana = await as("ana", { viewport, colorScheme, reducedMotion: "reduce", ...MICROPHONE });
      await ana.goto("/account");
      await expect(ana.getByRole("main")).toBeVisible();
      const visitor = await (await browser.newContext({ colorScheme, ...MICROPHONE })).newPage();
      const { call } = await callStore(visitor, await shop(world.pine), world.pine);
      await expect(ring(ana)).toBeVisible();
      await expectAccessible(ana);
      await expectAccessible(visitor);
      await ring(ana).getByRole("button", { name: "Answer" }).click();
      await expect(call).toContainText("Connected with");
      await expectAccessible(ana);
      await expectAccessible(visitor);
      await ana.getByRole("button", { name: "Microphone and volume" }).click();
      await expect(ana.getByRole("slider", { name: "Volume" })).toBeVisible();
      await expectAccessible(ana);
      await ana.keyboard.press("Escape");
      const more = ana.getByRole("button", { name: "More call actions" });
      if (await more.isVisible()) {
        await more.click();
        await ana.getByRole("menuitem", { name: "Transfer" }).click();
      } else await bar(ana).getByRole("button", { name: "Transfer" }).click();
      await expect(ana.getByRole("dialog", { name: /^Transfer the call/ })).toBeVisible();
      await expectAccessible(ana);
      await ana.keyboard.press("Escape");
      await call.getByRole("button", { name: "Hang up" }).click();
      await expect(call).toContainText("Call ended");
      await expectAccessible(visitor);
      await visitor.context().close();
    });
