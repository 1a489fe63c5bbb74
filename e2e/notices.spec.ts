import type { Locator, Page } from "@playwright/test";
import { expectAccessibleInBoth } from "./axe";
import { expect, test } from "./fixtures";
import { line, messages, press, TABLET, text } from "./screens";

/** The card of a notice that begins so. */
const card = (page: Page, title: RegExp): Locator => page.getByRole("button", { name: title });
const announcer = (page: Page): Locator => page.getByRole("log", { name: "New messages" });
const WROTE = / wrote\b.*Open the conversation/s;

/** Counts the tones that a page plays. */
async function listen(page: Page): Promise<() => Promise<number>> {
  await page.addInitScript(() => {
    const counted = window as unknown as { tones: number };
    counted.tones = 0;
    const { createOscillator } = AudioContext.prototype;
    AudioContext.prototype.createOscillator = function () {
      counted.tones++;
      return createOscillator.call(this);
    };
  });
  return () => page.evaluate(() => (window as unknown as { tones: number }).tones);
}

/** A customer of Ana's at Pine Street, whose conversation is open on this page. @returns their number */
async function ownCustomer(page: Page, place: Parameters<typeof text>[0]): Promise<string> {
  const ask = `Is the blue one in? ${Date.now()}`;
  const from = await text(place, ask);
  await page.goto("/inbox?view=place&sort=newest");
  await line(page, ask).click();
  await press(page, "Claim");
  await expect(page.getByRole("button", { name: "Claim", exact: true })).toHaveCount(0);
  return from;
}

test("a message of my customer is a card on all my screens, sounds in one tab, and goes everywhere once I open it", async ({
  as,
  world,
}) => {
  const ana = await as("ana");
  const tones = await listen(ana);
  const other = await ana.context().newPage();
  const otherTones = await listen(other);
  const tablet = await as("ana", TABLET);
  const from = await ownCustomer(ana, world.pine);
  for (const page of [ana, other, tablet]) await page.goto("/calls");
  // A browser plays nothing before the page has been touched.
  for (const page of [ana, other]) await page.getByRole("heading").first().click();
  const all = async () => (await tones()) + (await otherTones());
  const ask = `Could you hold it? ${Date.now()}`;
  await text(world.pine, ask, from);
  await Promise.all([ana, other, tablet].map((page) => expect(card(page, WROTE)).toContainText(ask)));
  // The pointer keeps a toast from closing.
  await Promise.all([ana, other, tablet].map((page) => card(page, WROTE).hover()));
  await expect(announcer(tablet)).toContainText("New message from");
  expect(await tablet.evaluate(() => document.activeElement?.closest("[data-sonner-toaster]") ?? null)).toBeNull();
  for (const page of [ana, tablet]) await expect(page).toHaveTitle(/^\(\d+\) Calls/);
  await expect.poll(all).toBe(2);
  await expectAccessibleInBoth(tablet);
  const more = `I am outside. ${Date.now()}`;
  await text(world.pine, more, from);
  await expect(card(other, WROTE)).toContainText(more);
  await expect(card(tablet, WROTE)).toContainText(more);
  await card(tablet, WROTE).click();
  await expect(messages(tablet).getByText(more)).toBeVisible();
  for (const page of [tablet, ana, other]) await expect(card(page, WROTE)).toHaveCount(0);
});

test("what a colleague assigns to me is announced to me and not to them, and goes when they take it back", async ({
  as,
  world,
}) => {
  const [ana, abe] = [await as("ana", TABLET), await as("abe")];
  await ana.goto("/calls");
  const ask = `Do you repair zips? ${Date.now()}`;
  await text(world.pine, ask);
  await abe.goto("/inbox?view=place&sort=newest");
  await line(abe, ask).click();
  await press(abe, "Assign");
  await abe.getByRole("dialog").getByRole("radio", { name: world.ana.name }).click();
  await abe
    .getByRole("dialog")
    .getByRole("button", { name: /^Assign to/ })
    .click();
  const assigned = card(ana, new RegExp(`^${world.abe.name} assigned`));
  await expect(assigned).toContainText(ask);
  await expect(announcer(ana)).toContainText(`${world.abe.name} assigned`);
  await assigned.hover();
  await abe.getByRole("listitem").filter({ hasText: "assigned to" }).getByRole("button", { name: "Undo" }).click();
  await expect(assigned).toHaveCount(0);
  await expect(card(abe, / assigned /)).toHaveCount(0);
});

test("do not disturb holds on every device of mine, and ends on all of them", async ({ as, world }) => {
  const [ana, tablet] = [await as("ana"), await as("ana", TABLET)];
  const from = await ownCustomer(ana, world.pine);
  await ana.goto("/calls");
  await tablet.goto("/account");
  const account = (page: Page) => page.getByRole("button", { name: `Account: ${world.ana.name}` });
  await account(ana).click();
  await ana.getByRole("menuitemcheckbox", { name: "Do not disturb for 1 hour" }).click();
  for (const page of [ana, tablet]) await expect(account(page)).toHaveAccessibleName(/, do not disturb$/);
  await expect(tablet.getByText(/^Do not disturb until/)).toBeVisible();
  await expectAccessibleInBoth(tablet);
  await text(world.pine, `Anybody there? ${Date.now()}`, from);
  await expect(ana).toHaveTitle(/^\(\d+\) /);
  await expect(card(ana, WROTE)).toHaveCount(0);

  await tablet.getByRole("button", { name: "Turn off", exact: true }).click();
  await expect(account(ana)).not.toHaveAccessibleName(/do not disturb/);
  const again = `Hello? ${Date.now()}`;
  await text(world.pine, again, from);
  for (const page of [ana, tablet]) await expect(card(page, WROTE)).toContainText(again);
});

test("what came while my device was offline is a card once it is back, and signing out leaves nothing in any of its tabs", async ({
  as,
  world,
}) => {
  const ana = await as("ana", TABLET);
  const from = await ownCustomer(ana, world.pine);
  const other = await ana.context().newPage();
  const tabs = [ana, other];
  for (const page of tabs) {
    await page.goto("/calls");
    await expect(page.getByRole("heading").first()).toBeVisible();
  }
  await ana.context().setOffline(true);
  await Promise.all(tabs.map((page) => expect(page.getByText("Out of sync")).toBeVisible()));
  const ask = `Are you closed? ${Date.now()}`;
  await text(world.pine, ask, from);
  await ana.context().setOffline(false);
  // A tab waits between its attempts to reconnect.
  await Promise.all(tabs.map((page) => expect(card(page, WROTE)).toContainText(ask, { timeout: 60_000 })));
  for (const page of tabs) await expect(page).toHaveTitle(/^\(\d+\) /);
  await ana.getByRole("button", { name: `Account: ${world.ana.name}` }).click();
  await ana.getByRole("menuitem", { name: "Sign out" }).click();
  for (const page of tabs) {
    await expect(page).toHaveURL(/\/login/);
    await expect(page.getByRole("button", { name: "Sign in" })).toBeVisible();
    await expect(page).not.toHaveTitle(/^\(/);
    await expect(page.getByText(ask)).toHaveCount(0);
  }
});
