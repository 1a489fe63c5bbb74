import type { Page } from "@playwright/test";
import { expect, login, test } from "./fixtures";
import { begin, finish, type IdentityProvider, NAME, startBoth, type Trusting } from "./identity-provider";
import { baseUrl } from "./send-webhooks";

/* The complete sign-in through a real identity provider. */

let provider: IdentityProvider;
let app: Trusting;
let stop = async () => {};

// All tests share one provider and one server.
test.describe.configure({ mode: "default" });
test.use({ hosts: ["127.0.0.1", "localhost"] });
test.beforeAll(async () => {
  test.setTimeout(300_000);
  ({ provider, app, stop } = await startBoth());
  const ofTheShop = (name: string) => ({ email: `${name}@demo.example`, email_verified: true, name });
  for (const name of ["ana", "sue", "nia"]) provider.accounts.set(name, ofTheShop(name));
  provider.accounts.set("shouting", { email: "ANA@Demo.Example", email_verified: true });
  provider.accounts.set("unknown", { email: "nobody@demo.example", email_verified: true });
  provider.accounts.set("unconfirmed", { email: "ana@demo.example", email_verified: false });
  provider.accounts.set("unsaid", { email: "ana@demo.example" });
  provider.accounts.set("addressless", { name: "Ana" });
});
test.afterEach(() => {
  provider.bend = () => {};
  provider.userinfo = null;
  provider.isDown = false;
});
test.afterAll(() => stop());

const button = (page: Page) => page.getByRole("button", { name: `Continue with ${NAME}` });

/** From the sign-in page to the provider's, as this account. */
async function goThrough(page: Page, account: string, from = "/login"): Promise<void> {
  await page.goto(app.url + from);
  await button(page).click();
  await page.waitForURL(`${provider.issuer}/interaction/**`);
  await page.getByLabel("Account").fill(account);
  await page.getByRole("button", { name: "Continue" }).click();
}

async function roleOf(page: Page): Promise<string> {
  const answer = await page.request.get(`${app.url}/api/trpc/team.me`, { headers: { "x-storeline": "1" } });
  return answer.ok() ? (await answer.json()).result.data.role : String(answer.status());
}

/** Expects the sign-in page with this sentence, and no session. */
async function isRefused(page: Page, sentence: RegExp): Promise<void> {
  await expect(page.getByRole("alert").filter({ hasText: sentence })).toBeVisible();
  expect(new URL(page.url()).origin).toBe(app.url);
  expect(await roleOf(page)).toBe("401");
  await page.goto(`${app.url}/inbox`);
  await expect(page).toHaveURL(/\/login/);
}

const NOT_COMPLETED = /Single sign-on was not completed/;

test("the button is there only where a provider is configured, under its name", async ({ page }) => {
  await page.goto(`${app.url}/login`);
  await expect(button(page)).toBeEnabled();
  await page.goto(`${baseUrl()}/login`);
  await expect(page.getByRole("button", { name: "Sign in", exact: true })).toBeEnabled();
  await expect(page.getByRole("button", { name: /Continue with/ })).toHaveCount(0);
});

test("a known person arrives in the inbox with their role, whatever the case of their address", async ({ browser }) => {
  for (const [account, role] of Object.entries({ sue: "supervisor", shouting: "associate" })) {
    const context = await browser.newContext();
    const page = await context.newPage();
    await goThrough(page, account);
    await page.waitForURL(`${app.url}/inbox`);
    await expect(page.getByRole("region", { name: "Conversations" })).toBeVisible();
    expect(await roleOf(page)).toBe(role);
    await expect(page.getByRole("link", { name: "Board" })).toHaveCount(role === "supervisor" ? 1 : 0);
    await context.close();
  }
});

test("a known person arrives at the requested page, also with a provider whose ID token has all claims", async ({
  page,
}) => {
  const claims = { id_token: { email: null, email_verified: null } };
  provider.bend = (asked) => asked.searchParams.set("claims", JSON.stringify(claims));
  await goThrough(page, "ana", "/login?next=/inbox%3Fview%3Dplace");
  await page.waitForURL(`${app.url}/inbox?view=place`);
  expect(await roleOf(page)).toBe("associate");
});

test("people without an account here, or without a confirmed address, are refused", async ({ browser }) => {
  const refused = {
    unknown: /no Storeline account for that sign-in, or it is disabled/,
    unconfirmed: /e-mail of that account is not confirmed/,
    unsaid: /e-mail of that account is not confirmed/,
    addressless: /e-mail of that account is not confirmed/,
  };
  for (const [account, sentence] of Object.entries(refused)) {
    const context = await browser.newContext();
    const page = await context.newPage();
    await goThrough(page, account);
    await isRefused(page, sentence);
    await context.close();
  }
});

test("disabling a person ends their sessions, and they cannot sign in any more", async ({ browser }) => {
  const [adams, nias] = [await browser.newContext({ baseURL: app.url }), await browser.newContext()];
  const [adam, nia] = [await adams.newPage(), await nias.newPage()];
  await goThrough(nia, "nia");
  await nia.waitForURL(`${app.url}/inbox`);
  await login(adam, "adam@demo.example");
  const status = await adam.evaluate(async () => {
    const headers = { "content-type": "application/json", "x-storeline": "1" };
    const people = await (await fetch("/api/trpc/team.accounts", { headers })).json();
    const found = people.result.data.find((one: { email: string }) => one.email === "nia@demo.example");
    const body = JSON.stringify({ userId: found.id, disabled: true });
    return (await fetch("/api/trpc/team.setDisabled", { method: "POST", headers, body })).status;
  });
  expect(status).toBe(200);
  await expect(nia).toHaveURL(/\/login/);
  await goThrough(nia, "nia");
  await isRefused(nia, /no Storeline account for that sign-in, or it is disabled/);
  await adams.close();
  await nias.close();
});

test("signing out ends the session everywhere, and the next person at the screen must enter credentials", async ({
  page,
  browser,
}) => {
  await goThrough(page, "ana");
  await page.waitForURL(`${app.url}/inbox`);
  const kept = await page.context().storageState();
  await page.getByRole("button", { name: /^Account: Ana Ruiz/ }).click();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await page.waitForURL(`${app.url}/login`);

  const thief = await browser.newContext({ storageState: kept });
  const stolen = await thief.newPage();
  await stolen.goto(`${app.url}/inbox`);
  await expect(stolen).toHaveURL(/\/login/);
  await thief.close();

  await goThrough(page, "sue");
  await page.waitForURL(`${app.url}/inbox`);
  expect(await roleOf(page)).toBe("supervisor");
});

test("a response of the provider for another browser, or another request, signs nobody in", async ({
  page,
  playwright,
}) => {
  const attacker = await playwright.request.newContext();
  const theirs = await finish(attacker, provider, await begin(attacker, app), "sue");

  // A link with the attacker's complete response, for which this browser has no request.
  await page.goto(theirs.href);
  await isRefused(page, NOT_COMPLETED);

  // The attacker's code with this browser's state; the code belongs to another PKCE verifier and nonce.
  const asked = new URL(await begin(page.request, app)).searchParams;
  expect(asked.get("code_challenge_method")).toBe("S256");
  const swapped = new URL(theirs);
  swapped.searchParams.set("state", asked.get("state") ?? "none was asked for");
  await page.goto(swapped.href);
  await isRefused(page, NOT_COMPLETED);
  await attacker.dispose();

  // This browser's own response with a foreign state.
  const own = await finish(page.request, provider, await begin(page.request, app), "ana");
  const forged = new URL(own);
  forged.searchParams.set("state", theirs.searchParams.get("state") ?? "");
  await page.goto(forged.href);
  await isRefused(page, NOT_COMPLETED);

  // An unmodified response still signs in, so the others were refused for the right reason.
  await page.goto((await finish(page.request, provider, await begin(page.request, app), "ana")).href);
  await expect(page).toHaveURL(`${app.url}/inbox`);
});

test("an ID token for another request, and userinfo about somebody else, are refused", async ({ page }) => {
  provider.bend = ({ searchParams: asked }) => asked.has("nonce") && asked.set("nonce", "of another question");
  await goThrough(page, "ana");
  await isRefused(page, NOT_COMPLETED);
  provider.bend = () => {};
  provider.userinfo = { sub: "sue", email: "sue@demo.example", email_verified: true };
  await goThrough(page, "ana");
  await isRefused(page, NOT_COMPLETED);
});

test("a person who cancels at the provider, or cannot reach it, sees why", async ({ page }) => {
  await page.goto(`${app.url}/login`);
  await button(page).click();
  await page.getByRole("button", { name: "Cancel" }).click();
  await isRefused(page, NOT_COMPLETED);
  provider.isDown = true;
  await page.goto(`${app.url}/login`);
  await button(page).click();
  await isRefused(page, /Single sign-on cannot be reached/);
});
