import AxeBuilder from "@axe-core/playwright";
import { expect, test } from "./fixtures";

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"];
const SIZES = {
  "tablet landscape": { width: 1180, height: 820 },
  "tablet portrait": { width: 820, height: 1180 },
  desktop: { width: 1600, height: 1000 },
};
const SCREENS = [
  { name: "inbox", path: "/inbox?view=all", person: "sue", opens: true },
  { name: "board", path: "/board", person: "sue", opens: false },
  { name: "people", path: "/settings", person: "adam", opens: false },
  { name: "hours and rules", path: "/settings?section=rules", person: "adam", opens: false },
] as const;

for (const [size, viewport] of Object.entries(SIZES))
  for (const colorScheme of ["light", "dark"] as const)
    for (const screen of SCREENS)
      test(`${screen.name} has no accessibility violation: ${size}, ${colorScheme}`, async ({ as }) => {
        const page = await as(screen.person, { viewport, colorScheme, reducedMotion: "reduce" });
        await page.goto(screen.path);
        await expect(page.getByRole("main")).toBeVisible();
        if (screen.opens) {
          await page.getByRole("region", { name: "Conversations" }).getByRole("link").first().click();
          await expect(page.getByRole("region", { name: /^Timeline with/ })).toBeVisible();
        }
        await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
        const { violations } = await new AxeBuilder({ page }).withTags(TAGS).analyze();
        expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" | ")}`)).toEqual([]);
      });

for (const colorScheme of ["light", "dark"] as const)
  test(`sign-in has no accessibility violation: ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.goto("/login");
    await expect(page.getByRole("button", { name: "Sign in", exact: true })).toBeVisible();
    const { violations } = await new AxeBuilder({ page }).withTags(TAGS).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map((node) => node.html).join(" | ")}`)).toEqual([]);
  });
