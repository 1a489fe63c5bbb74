import type { Browser, BrowserContext, Page } from "@playwright/test";
import { mutate, signIn } from "./api";
import { expect, test } from "./fixtures";
import { press } from "./screens";
import { baseUrl } from "./send-webhooks";

/* All requests come from one address, as in a store, so only the device distinguishes the owner from others. */

const PASSWORD = "a long enough password";

async function atAnotherDevice(browser: Browser) {
  return browser.newContext({ baseURL: baseUrl() });
}

/** A page with the form filled in. */
async function atForm(device: BrowserContext, email: string): Promise<Page> {
  const page = await device.newPage();
  await page.goto("/login");
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  return page;
}

test("wrong passwords from an unknown device do not lock the owner out of a known device", async ({ as, browser }) => {
  const adam = await as("adam");
  const email = `new.${Date.now()}@demo.example`;
  const person = {
    email,
    name: "Robin Vale",
    role: "agent",
    scopeAll: true,
    placeIds: [],
    regions: [],
    password: PASSWORD,
  };
  await mutate(adam.request, "team.savePerson", person);

  const owner = await atAnotherDevice(browser);
  expect(await signIn(owner.request, email, PASSWORD)).toBe(true);
  const [device] = (await owner.cookies(`${baseUrl()}/api/auth`)).filter(({ name }) => name === "storeline-device");
  expect(device).toMatchObject({ httpOnly: true, sameSite: "Lax", path: "/api/auth" });

  await owner.clearCookies({ name: "next-auth.session-token" });
  const unknownDevice = await atAnotherDevice(browser);
  // Both stand at the form before the wait of a minute begins, and it is not over before both have signed in.
  const [page, screen] = await Promise.all([atForm(owner, email), atForm(unknownDevice, email)]);
  for (let n = 0; n < 10; n++) expect(await signIn(unknownDevice.request, email, `wrong ${n}`)).toBe(false);
  expect(
    await signIn(unknownDevice.request, email, PASSWORD),
    "the unknown device has to wait, even with the correct password",
  ).toBe(false);
  await Promise.all([press(page, "Sign in"), press(screen, "Sign in")]);
  await page.waitForURL(/\/inbox/);
  await expect(screen.getByRole("alert").filter({ hasText: "Too many attempts. Wait a minute" })).toBeVisible();
  await Promise.all([owner.close(), unknownDevice.close()]);
});
