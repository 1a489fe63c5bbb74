import { gzipSync } from "node:zlib";
import type { APIResponse, Locator, Page, Route } from "@playwright/test";
import { BUDGETS_KB } from "@/scripts/first-load";
import { expect, test } from "./fixtures";
import { line, press, scrollTo, text } from "./screens";

const SCRIPTS = "**/_next/static/**/*.js";
const LISTS = /\/api\/trpc\/[^?]*conversations\.list/;

/** Holds back every request that matches, from now on, until the returned function lets them all go. */
async function hold(page: Page, url: string | RegExp): Promise<() => Promise<void>> {
  const held: Route[] = [];
  let isOpen = false;
  await page.route(url, (route) => (isOpen ? route.continue() : void held.push(route)));
  return async () => {
    isOpen = true;
    for (const route of held.splice(0)) await route.continue();
  };
}

/** The scripts that a page starts with: its document names them, unlike those that it fetches later. */
const scriptsOf = async (document: APIResponse): Promise<Set<string>> =>
  new Set((await document.text()).match(/\/_next\/static\/[^"'\\]+\.js/g));

/** Holds back the script that contains `name`, until the returned function lets it go. */
async function holdCode(page: Page, name: string): Promise<() => void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  await page.route(SCRIPTS, async (route) => {
    const response = await route.fetch();
    if ((await response.text()).includes(name)) await promise;
    await route.fulfill({ response });
  });
  return resolve;
}

/**
 * Opens the inbox with its list held back: it preloads nothing until that has arrived.
 * @returns a function that lets the list arrive
 */
async function openWithoutList(page: Page): Promise<() => Promise<void>> {
  const letGo = await hold(page, LISTS);
  const asked = page.waitForRequest(LISTS);
  await page.goto("/inbox?view=place&sort=newest", { waitUntil: "load" });
  await asked;
  return letGo;
}

test("the inbox is in use with no more JavaScript than its budget", async ({ as, world }) => {
  const ask = `Do you have it in blue? ${Date.now()}`;
  await text(world.pine, ask);
  const ana = await as("ana");
  const inbox = "/inbox?view=unassigned&sort=newest";
  const named = await scriptsOf(await ana.request.get(inbox));
  const loaded = new Set<string>();
  await ana.route(SCRIPTS, (route) => {
    const { pathname } = new URL(route.request().url());
    if (!named.has(pathname)) return route.abort();
    loaded.add(pathname);
    return route.continue();
  });
  await ana.goto(inbox);
  await expect(line(ana, ask)).toBeVisible();
  await ana.getByRole("button", { name: "Mine" }).click();
  await expect(line(ana, ask)).toHaveCount(0);
  await ana.getByRole("button", { name: "Unassigned" }).click();
  await scrollTo(ana, line(ana, ask));
  const bodies = await Promise.all([...loaded].map(async (path) => (await ana.request.get(path)).body()));
  const kB = bodies.reduce((sum, body) => sum + gzipSync(body).length, 0) / 1000;
  expect(kB).toBeLessThanOrEqual(BUDGETS_KB["/inbox"]);
  expect(kB).toBeGreaterThan(100);
});

test("a dialog opened by its key before its code is there opens once it is, and takes the keyboard from the start", async ({
  as,
  world,
}) => {
  const ask = `Can I swap it? ${Date.now()}`;
  await text(world.pine, ask);
  const ana = await as("ana");
  const letGo = await openWithoutList(ana);
  const letScriptsGo = await hold(ana, SCRIPTS);
  await letGo();
  await line(ana, ask).click();
  await ana.keyboard.press("a");
  await expect(ana.getByRole("dialog", { name: "Loading…" })).toBeFocused();
  await ana.keyboard.press("e");
  await letScriptsGo();
  const dialog = ana.getByRole("dialog", { name: /^Assign/ });
  await expect(dialog).toBeVisible();
  await ana.keyboard.press("Escape");
  await expect(dialog).toHaveCount(0);
  await expect(line(ana, ask)).toBeVisible();
});

test("a menu opened by its key before its code is there opens once it is, with its first entry focused", async ({
  as,
  world,
}) => {
  await text(world.pine, `Do you wrap gifts? ${Date.now()}`);
  const ana = await as("ana");
  const letGo = await openWithoutList(ana);
  const letScriptsGo = await hold(ana, SCRIPTS);
  await letGo();
  const account = ana.getByRole("button", { name: /^Account:/ }).filter({ visible: true });
  await account.focus();
  await ana.keyboard.press("Enter");
  await expect(ana.getByRole("dialog", { name: "Loading…" })).toBeFocused();
  await letScriptsGo();
  await expect(ana.getByRole("menuitemradio", { name: "Online" })).toBeFocused();
  await ana.keyboard.press("Escape");
  await expect(account).toBeFocused();
});

test("a list longer than a page is in use before the code that renders only its visible rows, which then takes over the rows as they are", async ({
  as,
  world,
}) => {
  const stamp = Date.now();
  for (let n = 0; n <= 60; n += 1) await text(world.pine, `Question ${n} of ${stamp}`);
  const ana = await as("ana");
  // A function of the virtualizer that only its own code names.
  const letVirtualizerGo = await holdCode(ana, "getOffsetForAlignment");
  await ana.goto("/inbox?view=place&sort=newest");
  const rows = ana.locator("[data-list] li");
  await scrollTo(ana, line(ana, `Question 0 of ${stamp}`));
  const before = await rows.count();
  expect(before).toBeGreaterThan(60);

  const oldest = line(ana, `Question 0 of ${stamp}`);
  await oldest.focus();
  const position = (row: Locator) => row.evaluate((element) => element.getBoundingClientRect().top);
  const top = await position(oldest);
  const element = await oldest.elementHandle();
  letVirtualizerGo();
  await expect.poll(() => rows.count()).toBeLessThan(before / 2);
  await expect(oldest).toBeFocused();
  expect(await oldest.evaluate((row, same) => row === same, element)).toBe(true);
  expect(await position(oldest)).toBe(top);
});

test("the pointer over a button with an icon shows its name, until it leaves", async ({ as, world }) => {
  const ask = `Do you repair shoes? ${Date.now()}`;
  await text(world.pine, ask);
  const ana = await as("ana");
  await ana.goto("/inbox?view=place&sort=newest");
  await line(ana, ask).click();
  const tooltip = ana.getByRole("tooltip");
  await ana.getByRole("button", { name: "Snooze" }).hover();
  await expect(tooltip).toContainText("Snooze");
  await ana.getByRole("button", { name: "Transfer" }).hover();
  await expect(tooltip).toHaveText(/^Transfer/);
  await ana.getByRole("heading", { level: 2 }).first().hover();
  await expect(tooltip).toHaveCount(0);
});

test("code that cannot be fetched is said to be, and comes with the next attempt", async ({ as, world }) => {
  await text(world.pine, `Are you open on Sunday? ${Date.now()}`);
  const ana = await as("ana");
  const letGo = await openWithoutList(ana);
  await ana.route(SCRIPTS, (route) => route.abort());
  await letGo();
  await expect(ana.locator("[data-row]").first()).toBeVisible();
  await ana.keyboard.press("Control+k");
  const failure = ana.getByRole("dialog", { name: "This part of Storeline couldn’t be loaded" });
  await expect(failure).toBeVisible();
  // The first of its attempts still fails.
  await press(ana, "Try again");
  await ana.unroute(SCRIPTS);
  await expect(
    ana.getByRole("combobox", { name: "Search customers, messages, orders, products and commands" }),
  ).toBeFocused();
  await ana.keyboard.press("Escape");
  // The code of the socket could not be fetched either, and is tried again for as long as it takes.
  const ask = `And on Monday? ${Date.now()}`;
  await text(world.pine, ask);
  await expect(line(ana, ask)).toBeVisible();
});

test("once the inbox is idle, what it has not needed yet is there: its dialogs open without a network", async ({
  as,
  world,
}) => {
  const ask = `Is there a warranty? ${Date.now()}`;
  await text(world.pine, ask);
  const ana = await as("ana");
  await ana.goto("/inbox?view=place&sort=newest");
  await ana.waitForFunction(() => performance.getEntriesByName("storeline:preloaded").length > 0);
  await ana.route(SCRIPTS, (route) => route.abort());
  await line(ana, ask).click();
  await expect(ana.getByRole("textbox", { name: /^Reply to/ })).toBeVisible();
  await press(ana, "Transfer");
  await expect(ana.getByRole("dialog", { name: /^Transfer/ })).toBeVisible();
});
