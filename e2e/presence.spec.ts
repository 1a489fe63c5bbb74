import { PASSWORD } from "./api";
import { expect, test } from "./fixtures";
import { line, press, text } from "./screens";

test("the picker of people shows live presence of somebody at another store", async ({ as, world }) => {
  const ana = await as("ana");
  await ana.goto("/inbox?view=place&sort=newest");
  const ask = `Who can help with skis? ${Date.now()}`;
  await text(world.pine, ask);
  await line(ana, ask).click();
  await press(ana, "Claim");
  await press(ana, "Transfer");
  const leo = ana.getByRole("dialog").getByRole("radio", { name: world.leo.name });
  const ben = ana.getByRole("dialog").getByRole("radio", { name: world.ben.name });
  await expect(leo.getByText("Offline")).toBeVisible();
  const bens = await as("ben");
  await bens.goto("/inbox");
  await expect(ben.getByText("Online")).toBeVisible();
  await bens.getByRole("button", { name: `Account: ${world.ben.name}` }).click();
  await bens.getByRole("menuitemradio", { name: "On a break" }).click();
  await expect(ben.getByText("On a break")).toBeVisible();
  await expect(bens.getByRole("button", { name: `Account: ${world.ben.name}, On a break` })).toBeVisible();
  // The next journey of this world finds him available.
  await bens.getByRole("button", { name: `Account: ${world.ben.name}` }).click();
  await bens.getByRole("menuitemradio", { name: "Online" }).click();
  await expect(ben.getByText("Online")).toBeVisible();
  await bens.context().close();
  await expect(ben.getByText("Offline")).toBeVisible();
});

test("changing the password keeps this device signed in and signs out the other", async ({ as }) => {
  const [desk, tablet] = [await as("abe"), await as("abe")];
  const change = async (from: string, to: string) => {
    await desk.getByRole("button", { name: "Change password" }).click();
    const dialog = desk.getByRole("dialog", { name: "Change password" });
    await dialog.getByLabel("Current password", { exact: true }).fill(from);
    await dialog.getByLabel("New password", { exact: true }).fill(to);
    await dialog.getByRole("button", { name: "Change password" }).click();
    await expect(dialog).toHaveCount(0);
  };
  await tablet.goto("/inbox");
  await desk.goto("/account");
  await change(PASSWORD, "another good password");
  await tablet.waitForURL(/\/login/);
  // Restores the password of the other journeys, which also shows that this device is still signed in.
  await change("another good password", PASSWORD);
  await expect(desk).toHaveURL(/\/account/);
});
