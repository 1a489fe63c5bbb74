import type { Locator, Page } from "@playwright/test";
import { expectAccessible } from "./axe";
import { expect, test } from "./fixtures";
import { line, messages, press, text } from "./screens";

const PORTRAIT = { viewport: { width: 820, height: 1180 }, hasTouch: true, reducedMotion: "reduce" } as const;
const rows = (page: Page): Locator => page.getByRole("region", { name: "Conversations" }).getByRole("link");
const top = async (locator: Locator): Promise<number> => (await locator.boundingBox())?.y ?? Number.NaN;

/** Drags the sheet by its handle to this height of the screen. */
async function dragSheet(page: Page, sheet: Locator, y: number): Promise<void> {
  const from = (await top(sheet)) + 8;
  await page.mouse.move(410, from);
  await page.mouse.down();
  await page.mouse.move(410, (from + y) / 2);
  await page.mouse.move(410, y);
  await page.mouse.up();
}

test("on a portrait tablet the customer's details open in a sheet, resized by buttons and handle and closed by Escape, with the reply usable", async ({
  as,
  world,
}) => {
  const ana = await as("ana", PORTRAIT);
  const ask = `Is my order ready? ${Date.now()}`;
  await text(world.pine, ask);
  await ana.goto("/inbox?view=place&sort=newest");
  await line(ana, ask).click();
  await expect(messages(ana).getByText(ask)).toBeVisible();

  await press(ana, "Show customer details");
  const sheet = ana.getByRole("dialog", { name: "Customer details" });
  await expect(sheet).toBeFocused();
  await expect(messages(ana).getByText(ask)).toBeInViewport();
  await ana.getByRole("textbox", { name: /^Reply to/ }).fill("One moment");
  await expectAccessible(ana);

  const half = await top(sheet);
  await press(ana, "Make Customer details taller");
  await expect.poll(() => top(sheet)).toBeLessThan(half);
  await dragSheet(ana, sheet, half);
  await expect(ana.getByRole("button", { name: "Make Customer details taller" })).toBeVisible();
  await expect.poll(() => top(sheet)).toBe(half);
  await sheet.getByRole("tab", { name: "Stock" }).focus();
  await ana.keyboard.press("Escape");
  await expect(sheet).toHaveCount(0);
  await expect(ana.getByRole("button", { name: "Show customer details" })).toBeFocused();
  await expect(ana.getByRole("textbox", { name: /^Reply to/ })).toHaveValue("One moment");

  await press(ana, "Show customer details");
  await expect(sheet).toBeVisible();
  await dragSheet(ana, sheet, 1120);
  await expect(sheet).toHaveCount(0);
});

test("a reader further down the list keeps their place, and is notified of new messages", async ({ as, world }) => {
  const sue = await as("sue", { viewport: { width: 1180, height: 560 } });
  await sue.goto("/inbox?view=all");
  await expect(rows(sue).first()).toBeVisible();
  const list = sue.locator("[data-list]");
  const scrolled = () =>
    list.evaluate((box) => {
      box.scrollTop = 300;
      return box.scrollTop;
    });
  await expect.poll(scrolled).toBeGreaterThan(100);
  const id = await rows(sue).nth(5).getAttribute("data-row");
  const row = sue.locator(`[data-row="${id}"]`);
  await expect(row).toBeInViewport();
  // Rows near the screen are measured as they are drawn; what moves cannot be hovered.
  await row.hover();
  const before = await top(row);

  const ask = `Do you repair tents? ${Date.now()}`;
  await text(world.pine, ask);
  const pill = sue.getByRole("button", { name: /^Show \d+ new$/ });
  await expect(pill).toBeVisible();
  expect(await top(row)).toBeCloseTo(before, 0);
  await expect(line(sue, ask)).toHaveCount(0);
  await pill.click();
  await expect(line(sue, ask)).toBeInViewport();
  await expect(pill).toHaveCount(0);
});

test("J moves the focus, Enter opens, and further keys act on the open conversation", async ({ as }) => {
  const sue = await as("sue");
  await sue.goto("/inbox?view=all");
  await expect(rows(sue).nth(5)).toBeVisible();
  const focused = () => sue.evaluate(() => document.activeElement?.getAttribute("data-row") ?? "");
  await sue.keyboard.press("j");
  await expect.poll(focused).not.toBe("");
  const first = await focused();
  await sue.keyboard.press("ArrowDown");
  await expect.poll(focused).not.toBe(first);
  const walked = await focused();
  await sue.keyboard.press("Enter");
  await expect(sue).toHaveURL(new RegExp(walked));
  await expect(sue.getByRole("region", { name: /^Timeline with/ })).toBeVisible();

  // Moving on and then opening another row with the pointer: keys act on the open one.
  await sue.keyboard.press("j");
  await expect.poll(focused).not.toBe("");
  await sue.locator(`[data-row="${first}"]`).click();
  await expect(sue).toHaveURL(new RegExp(first));
  const heading = sue.getByRole("region", { name: "Conversation", exact: true }).getByRole("heading", { level: 2 });
  await expect(heading).toBeFocused();
  const name = await heading.innerText();
  await sue.keyboard.press("s");
  await expect(sue.getByRole("dialog", { name: `Snooze ${name}` })).toBeVisible();
  await sue.keyboard.press("Escape");
  await expect(heading).toBeFocused();

  // From a menu the focus returns to the menu's button.
  await press(sue, "More actions");
  await sue.getByRole("menuitem", { name: "Snooze…" }).click();
  await expect(sue.getByRole("dialog", { name: `Snooze ${name}` })).toBeVisible();
  await sue.keyboard.press("Escape");
  await expect(sue.getByRole("button", { name: "More actions" })).toBeFocused();
});

test("an unknown address, and a page of another role, say so and link back", async ({ as }) => {
  const ana = await as("ana");
  for (const [path, words] of [
    ["/nowhere", "There is nothing at this address"],
    ["/settings", "You do not have access to this page"],
  ] as const) {
    await ana.goto(path);
    await expect(ana.getByText(words)).toBeVisible();
    await ana.getByRole("link", { name: "Go to the inbox" }).click();
    await expect(ana.getByRole("region", { name: "Conversations" })).toBeVisible();
  }
});

test("Ctrl+K finds an action or a place by name, and the focus comes back", async ({ as, world }) => {
  const sue = await as("sue");
  await sue.goto("/inbox?view=all");
  const ask = `Can I pay later? ${Date.now()}`;
  await text(world.pine, ask);
  await line(sue, ask).click();
  const reply = sue.getByRole("textbox", { name: /^Reply to/ });
  await reply.click();
  await sue.keyboard.press("ControlOrMeta+k");
  const palette = sue.getByRole("dialog", { name: "Search and commands" });
  await expect(palette.getByRole("combobox")).toBeFocused();
  await expectAccessible(sue);
  await sue.keyboard.press("Escape");
  await expect(reply).toBeFocused();
  await sue.keyboard.press("ControlOrMeta+k");
  await palette.getByRole("combobox").fill("note");
  await sue.keyboard.press("Enter");
  await expect(sue.getByRole("textbox", { name: "Note for your team" })).toBeFocused();
  await sue.keyboard.press("ControlOrMeta+k");
  await palette.getByRole("combobox").fill("go board");
  await sue.keyboard.press("Enter");
  await expect(sue).toHaveURL(/\/board$/);
});
