import { expect, test } from "./fixtures";
import { line, messages, press, text } from "./screens";

test("times of a conversation are on the clocks of its place, and name the zone on a device elsewhere", async ({
  as,
  world,
}) => {
  const ask = `When do you open? ${Date.now()}`;
  await text(world.pine, ask);
  const here = await as("ana");
  const away = await as("ana", { timezoneId: "Asia/Kolkata", locale: "en-US" });
  const times: string[] = [];
  for (const [page, written] of [
    [here, /^\d\d:\d\d$/],
    [away, /^\d\d:\d\d UTC$/],
  ] as const) {
    await page.goto("/inbox?view=place&sort=newest");
    await line(page, ask).click();
    const time = messages(page).getByRole("article").filter({ hasText: ask }).getByText(written);
    times.push((await time.innerText()).slice(0, 5));
  }
  expect(times[0]).toBe(times[1]);

  await press(away, "More actions");
  await away.getByRole("menuitem", { name: "Snooze…" }).click();
  const dialog = away.getByRole("dialog");
  await expect(dialog.getByText(/In .* time \(UTC\)/)).toBeVisible();
  await dialog.getByRole("button", { name: /^Tomorrow morning/ }).click();
  await expect(away.getByText(/until .*09:00 UTC/i).first()).toBeVisible();
  await expect(here.getByText(/until .*09:00$/i).first()).toBeVisible();
});
