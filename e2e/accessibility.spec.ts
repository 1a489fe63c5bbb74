import { expectAccessible } from "./axe";
import { expect, test } from "./fixtures";

const SIZES = {
  "tablet landscape": { width: 1180, height: 820 },
  "tablet portrait": { width: 820, height: 1180 },
  desktop: { width: 1600, height: 1000 },
};
const SCREENS = [
  { name: "inbox", path: "/inbox?view=all", person: "sue", opens: true },
  { name: "board", path: "/board", person: "sue", opens: false },
  { name: "calls", path: "/calls?tab=all", person: "sue", opens: false },
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
        await expectAccessible(page);
      });

for (const [size, viewport] of Object.entries(SIZES))
  for (const colorScheme of ["light", "dark"] as const)
    test(`the editor of the phone menu has no accessibility violation: ${size}, ${colorScheme}`, async ({ as }) => {
      const page = await as("adam", { viewport, colorScheme, reducedMotion: "reduce" });
      await page.goto("/settings?section=rules");
      await page.getByRole("button", { name: "Edit: Phone menu" }).click();
      await page.getByRole("button", { name: "Add option" }).click();
      await page.getByRole("button", { name: "Play the menu" }).click();
      await expect(page.getByRole("status", { name: "What the caller hears" })).toContainText("Thank you for calling.");
      await page.getByRole("group", { name: "Keys of the telephone" }).getByRole("button", { name: "1" }).click();
      await expect(page.getByRole("status", { name: "What the caller hears" })).toContainText("ready for pickup");
      await expectAccessible(page);
    });

for (const colorScheme of ["light", "dark"] as const)
  test(`sign-in has no accessibility violation: ${colorScheme}`, async ({ page }) => {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.goto("/login");
    await expect(page.getByRole("button", { name: "Sign in", exact: true })).toBeVisible();
    await expectAccessible(page);
  });
