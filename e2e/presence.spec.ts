import { expect, PASSWORD, test } from "./fixtures";
import { line, press, text } from "./screens";

test("the picker of people shows what somebody of another store can do now, as it changes", async ({ as }) => {
  const ana = await as("ana");
  await ana.goto("/inbox?view=place");
  const ask = `Who can help with skis? ${Date.now()}`;
  await text("101", ask);
  await line(ana, ask).click();
  await press(ana, "Claim");
  await press(ana, "Transfer");
  const leo = ana.getByRole("dialog").getByRole("radio", { name: /Leo Marchetti/ });
  const ben = ana.getByRole("dialog").getByRole("radio", { name: /Ben Okafor/ });
  await expect(leo.getByText("Offline")).toBeVisible();
  const bens = await as("ben");
  await expect(ben.getByText("Available")).toBeVisible();
  await bens.getByRole("button", { name: /^Account: Ben Okafor/ }).click();
  await bens.getByRole("menuitemradio", { name: "On a break" }).click();
  await expect(ben.getByText("On a break")).toBeVisible();
  await expect(bens.getByRole("button", { name: "Account: Ben Okafor, On a break" })).toBeVisible();
  await bens.context().close();
  await expect(ben.getByText("Offline")).toBeVisible();
});

test("changing the password leaves this device signed in and takes the other to the sign-in page", async ({ as }) => {
  const [desk, tablet] = [await as("nia"), await as("nia")];
  const change = async (from: string, to: string) => {
    await desk.getByRole("button", { name: "Change password" }).click();
    const dialog = desk.getByRole("dialog", { name: "Change password" });
    await dialog.getByLabel("Current password", { exact: true }).fill(from);
    await dialog.getByLabel("New password", { exact: true }).fill(to);
    await dialog.getByRole("button", { name: "Change password" }).click();
    await expect(dialog).toHaveCount(0);
  };
  await desk.goto("/account");
  await change(PASSWORD, "another good password");
  await tablet.waitForURL(/\/login/);
  // Back to what the other journeys sign in with; that this works shows that the desk is still signed in.
  await change("another good password", PASSWORD);
  await expect(desk).toHaveURL(/\/account/);
});
