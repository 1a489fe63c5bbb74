import AxeBuilder from "@axe-core/playwright";
import type { Page } from "@playwright/test";
import { expect } from "./fixtures";

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];

/**
 * Expects that what the page shows now breaks no rule of WCAG 2.2 AA that a program can check.
 * @param within what alone is checked: behind an open menu the page is hidden, and still takes focus on its way to the menu
 */
export async function expectAccessible(page: Page, within?: string): Promise<void> {
  await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
  await Promise.all(page.frames().map((frame) => frame.waitForFunction(isStill)));
  const all = new AxeBuilder({ page }).withTags(TAGS);
  const { violations } = await (within ? all.include(within) : all).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" | ")}`)).toEqual([]);
}

/** Runs in the page: whether what fades in or changes its color has done so. It has less contrast until then. */
const isStill = (): boolean =>
  document.getAnimations().every(({ playState, effect }) => {
    const isEndless = effect?.getComputedTiming().endTime === Number.POSITIVE_INFINITY;
    return isEndless || playState !== "running";
  });

/** Runs in the page: whether it shows this theme. The workspace names its theme in `data-theme`; other pages follow the medium. */
const isShownIn = (theme: string): boolean =>
  matchMedia(`(prefers-color-scheme: ${theme})`).matches && (document.documentElement.dataset.theme ?? theme) === theme;

/** The same in both themes. */
export async function expectAccessibleInBoth(page: Page, within?: string): Promise<void> {
  for (const colorScheme of ["light", "dark"] as const) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.waitForFunction(isShownIn, colorScheme);
    await expectAccessible(page, within);
  }
}
