import type { APIRequestContext, Locator, Page } from "@playwright/test";
import { signIn } from "./api";
import { expectAccessibleInBoth } from "./axe";
import { expect, test } from "./fixtures";
import { setAt } from "./place-settings";
import { line, messages, openChat, press, reply, stored, TABLET, write } from "./screens";
import { DEMO_ADMIN, type World } from "./world";

/* A reply can be taken back for some seconds. Until it leaves, and after it was taken back, the customer sees nothing of it. */

const DESKTOP = { viewport: { width: 1440, height: 900 } };
const field = (page: Page): Locator => page.getByRole("textbox", { name: /^Reply to/ });
const bubble = (page: Page, world: World, body: string): Locator => stored(page, world.ana, body);
const undo = (page: Page): Locator => page.getByRole("button", { name: "Undo send" });

let admin: APIRequestContext;
test.beforeEach(async ({ playwright }) => {
  admin = await playwright.request.newContext();
  expect(await signIn(admin, DEMO_ADMIN)).toBe(true);
});
test.afterEach(async ({ world }) => {
  await setAt(admin, world.pine, "conversations.undo_seconds", null);
  await admin.dispose();
});
const window = (world: World, seconds: number) => setAt(admin, world.pine, "conversations.undo_seconds", seconds);

async function open(page: Page, question: string): Promise<void> {
  await page.goto("/inbox?view=all&sort=newest");
  await line(page, question).click();
  await expect(messages(page).getByText(question)).toBeVisible();
}

/** A visitor who has just asked this in the chat of Pine Street. */
async function asks(visitor: Page, shop: string) {
  const question = `Do you have it in red? ${Date.now()}`;
  await visitor.goto(shop);
  const chat = await openChat(visitor);
  await write(chat, question);
  return { chat, question };
}

test("a reply that is taken back reaches nobody, is gone from every screen, and goes on being written", async ({
  as,
  browser,
  shop,
  world,
}) => {
  await window(world, 30);
  const visitor = await browser.newPage();
  const { chat, question } = await asks(visitor, await shop(world.pine));
  const [ana, abe] = [await as("ana", TABLET), await as("abe")];
  await open(ana, question);
  await open(abe, question);
  await reply(ana, "Yes, in size 44");
  await expect(bubble(abe, world, "Yes, in size 44")).toContainText("Sent in a moment");
  await expect(bubble(ana, world, "Yes, in size 44")).toContainText("Sent in a moment");
  await expect(undo(abe)).toHaveCount(0);
  await expectAccessibleInBoth(ana);
  await undo(ana).tap();

  await expect(field(ana)).toHaveValue("Yes, in size 44");
  await expect(field(ana)).toBeFocused();
  await expect(messages(ana).getByText("You took back a reply before it left")).toBeVisible();
  const colleague = messages(abe).getByText(`${world.ana.name} took back a reply before it left`);
  await expect(colleague).toBeVisible();
  for (const page of [ana, abe]) await expect(messages(page).getByText("Yes, in size 44")).toHaveCount(0);
  await expect(line(abe, question)).toContainText(question);

  await window(world, 0);
  await field(ana).fill("Yes, in size 45");
  await press(ana, "Send");
  await expect(chat.getByText("Yes, in size 45").first()).toBeVisible();
  await expect(chat.getByText("Yes, in size 44")).toHaveCount(0);
  await visitor.close();
});

test("a reply that nobody takes back leaves by itself, and then cannot be taken back", async ({
  as,
  browser,
  shop,
  world,
}) => {
  await window(world, 3);
  const visitor = await browser.newPage();
  const { chat, question } = await asks(visitor, await shop(world.pine));
  const ana = await as("ana", DESKTOP);
  await open(ana, question);
  await reply(ana, "Two are here");
  await expect(chat.getByText("Two are here").first()).toBeVisible({ timeout: 20_000 });
  await expect(bubble(ana, world, "Two are here")).not.toContainText("Sent in a moment");
  await expect(undo(ana)).toHaveCount(0);
  await visitor.close();
});

test("by keyboard: sent, taken back, changed and sent again", async ({ as, browser, shop, world }) => {
  await window(world, 30);
  const visitor = await browser.newPage();
  const { chat, question } = await asks(visitor, await shop(world.pine));
  const ana = await as("ana", DESKTOP);
  await open(ana, question);
  await field(ana).focus();
  await ana.keyboard.type("Teh red one is here");
  await ana.keyboard.press("Control+Enter");
  await expect(undo(ana)).toBeVisible();
  await ana.keyboard.press("Control+z");
  await expect(field(ana)).toHaveValue("Teh red one is here");
  await window(world, 0);
  await field(ana).fill("The red one is here");
  await ana.keyboard.press("Control+Enter");
  await expect(chat.getByText("The red one is here").first()).toBeVisible();
  await expect(chat.getByText("Teh")).toHaveCount(0);
  await visitor.close();
});

test("undoing “send and resolve” from the next conversation takes both back", async ({ as, browser, shop, world }) => {
  await window(world, 30);
  const visitor = await browser.newPage();
  const { question } = await asks(visitor, await shop(world.pine));
  const ana = await as("ana", DESKTOP);
  await open(ana, question);
  await field(ana).fill("Gone too early");
  await field(ana).press("Control+Shift+Enter");
  const toast = ana.getByRole("listitem").filter({ hasText: /^Sent\. .* resolved/ });
  await toast.getByRole("button", { name: "Undo" }).click();
  await open(ana, question);
  await expect(field(ana)).toHaveValue("Gone too early");
  await expect(messages(ana).getByText("You took back a reply before it left")).toBeVisible();
  await expect(ana.getByRole("button", { name: "Resolve", exact: true })).toBeVisible();
  await visitor.close();
});

test("without a connection nothing offers to take a reply back: it may have left", async ({
  as,
  browser,
  shop,
  world,
}) => {
  await window(world, 30);
  const visitor = await browser.newPage();
  const { question } = await asks(visitor, await shop(world.pine));
  const ana = await as("ana", DESKTOP);
  await open(ana, question);
  await reply(ana, "On its way");
  await expect(undo(ana)).toBeVisible();
  await ana.context().setOffline(true);
  await expect(undo(ana)).toHaveCount(0);
  await ana.context().setOffline(false);
  await expect(undo(ana)).toBeVisible();
  await visitor.close();
});
