import type { APIRequestContext, BrowserContextOptions, FrameLocator, Locator, Page } from "@playwright/test";
import { signIn } from "./api";
import { expectAccessibleInBoth } from "./axe";
import { test as base, expect } from "./fixtures";
import { setAt } from "./place-settings";
import { line, messages, openChat, press, reply, stored, TABLET, write } from "./screens";
import { DEMO_ADMIN, type World } from "./world";

/* A reply can be taken back for some seconds. Until it leaves, and after it was taken back, the customer sees nothing of it. */

const DESKTOP = { viewport: { width: 1440, height: 900 } };
const field = (page: Page): Locator => page.getByRole("textbox", { name: /^Reply to/ });
const bubble = (page: Page, world: World, body: string): Locator => stored(page, world.ana, body);
const undo = (page: Page): Locator => page.getByRole("button", { name: "Undo send" });
const window = (admin: APIRequestContext, world: World, seconds: number | null) =>
  setAt(admin, world.pine, "conversations.undo_seconds", seconds);

async function open(page: Page, question: string): Promise<void> {
  await page.goto("/inbox?view=all&sort=newest");
  await line(page, question).click();
  await expect(messages(page).getByText(question)).toBeVisible();
}

type Begun = { ana: Page; chat: FrameLocator; question: string };
const test = base.extend<{
  admin: APIRequestContext;
  /** Ana has opened the question of a visitor, in whose conversation replies can be taken back for so long. */
  begin: (seconds: number, options: BrowserContextOptions) => Promise<Begun>;
}>({
  admin: async ({ playwright, world }, use) => {
    const admin = await playwright.request.newContext();
    expect(await signIn(admin, DEMO_ADMIN)).toBe(true);
    await use(admin);
    await window(admin, world, null);
    await admin.dispose();
  },
  begin: async ({ admin, as, browser, shop, world }, use) => {
    const visitor = await browser.newPage();
    await use(async (seconds, options) => {
      await window(admin, world, seconds);
      await visitor.goto(await shop(world.pine));
      const chat = await openChat(visitor);
      const question = `Do you have it in red? ${Date.now()}`;
      await write(chat, question);
      const ana = await as("ana", options);
      await open(ana, question);
      return { ana, chat, question };
    });
    await visitor.close();
  },
});

test("a reply that is taken back reaches nobody, is gone from every screen, and goes on being written", async ({
  admin,
  as,
  begin,
  world,
}) => {
  const { ana, chat, question } = await begin(30, TABLET);
  const abe = await as("abe");
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

  await window(admin, world, 0);
  await field(ana).fill("Yes, in size 45");
  await press(ana, "Send");
  await expect(chat.getByText("Yes, in size 45").first()).toBeVisible();
  await expect(chat.getByText("Yes, in size 44")).toHaveCount(0);
});

test("a reply that nobody takes back leaves by itself, and then cannot be taken back", async ({ begin, world }) => {
  const { ana, chat } = await begin(3, DESKTOP);
  await reply(ana, "Two are here");
  await expect(chat.getByText("Two are here").first()).toBeVisible({ timeout: 20_000 });
  await expect(bubble(ana, world, "Two are here")).not.toContainText("Sent in a moment");
  await expect(undo(ana)).toHaveCount(0);
});

test("by keyboard: sent, taken back, changed and sent again", async ({ admin, begin, world }) => {
  const { ana, chat } = await begin(30, DESKTOP);
  await field(ana).focus();
  await ana.keyboard.type("Teh red one is here");
  await ana.keyboard.press("Control+Enter");
  await expect(undo(ana)).toBeVisible();
  await ana.keyboard.press("Control+z");
  await expect(field(ana)).toHaveValue("Teh red one is here");
  await window(admin, world, 0);
  await field(ana).fill("The red one is here");
  await ana.keyboard.press("Control+Enter");
  await expect(chat.getByText("The red one is here").first()).toBeVisible();
  await expect(chat.getByText("Teh")).toHaveCount(0);
});

test("undoing “send and resolve” from the next conversation takes both back", async ({ begin }) => {
  const { ana, question } = await begin(30, DESKTOP);
  await field(ana).fill("Gone too early");
  await field(ana).press("Control+Shift+Enter");
  const toast = ana.getByRole("listitem").filter({ hasText: /^Sent\. .* resolved/ });
  await toast.getByRole("button", { name: "Undo" }).click();
  // Leaving the page before the answers are here would leave the second half undone.
  await expect(ana.getByText("Not sent. Your text is in the reply again.")).toBeVisible();
  await open(ana, question);
  await expect(field(ana)).toHaveValue("Gone too early");
  await expect(messages(ana).getByText("You took back a reply before it left")).toBeVisible();
  await expect(ana.getByRole("button", { name: "Resolve", exact: true })).toBeVisible();
});

test("without a connection nothing offers to take a reply back: it may have left", async ({ begin }) => {
  const { ana } = await begin(30, DESKTOP);
  await reply(ana, "On its way");
  await expect(undo(ana)).toBeVisible();
  await ana.context().setOffline(true);
  await expect(undo(ana)).toHaveCount(0);
  await ana.context().setOffline(false);
  await expect(undo(ana)).toBeVisible();
});
