import { expectAccessibleInBoth } from "./axe";
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
  for (const screen of SCREENS)
    test(`${screen.name} has no accessibility violation in either theme: ${size}`, async ({ as }) => {
      const page = await as(screen.person, { viewport, reducedMotion: "reduce" });
      await page.goto(screen.path);
      await expect(page.getByRole("main")).toBeVisible();
      if (screen.opens) {
        await page.getByRole("region", { name: "Conversations" }).getByRole("link").first().click();
        await expect(page.getByRole("region", { name: /^Timeline with/ })).toBeVisible();
      }
      await expectAccessibleInBoth(page);
    });

for (const [size, viewport] of Object.entries(SIZES))
  test(`the editor of the phone menu has no accessibility violation in either theme: ${size}`, async ({ as }) => {
    const page = await as("adam", { viewport, reducedMotion: "reduce" });
    await page.goto("/settings?section=rules");
    await page.getByRole("button", { name: "Edit: Phone menu" }).click();
    await page.getByRole("button", { name: "Add option" }).click();
    await page.getByRole("button", { name: "Play the menu" }).click();
    await expect(page.getByRole("status", { name: "What the caller hears" })).toContainText("Thank you for calling.");
    await page.getByRole("group", { name: "Keys of the telephone" }).getByRole("button", { name: "1" }).click();
    await expect(page.getByRole("status", { name: "What the caller hears" })).toContainText("ready for pickup");
    await expectAccessibleInBoth(page);
  });

test("sign-in has no accessibility violation in either theme", async ({ page }) => {
  await page.emulateMedia({ reducedMotion: "reduce" });
  await page.goto("/login");
  await expect(page.getByRole("button", { name: "Sign in", exact: true })).toBeVisible();
  await expectAccessibleInBoth(page);
});
