import type { Locator, Page } from "@playwright/test";
import { expectAccessibleInBoth } from "./axe";
import { expect, test } from "./fixtures";
import { line, messages, press, stored, text } from "./screens";
import { ingest } from "./send-webhooks";
import type { Place, World } from "./world";

/* The customer's details beside a thread, and what they put into its reply. */

const TABLETS = [
  { width: 1180, height: 820 },
  { width: 1024, height: 768 },
  { width: 1366, height: 1024 },
];
/** At these widths only two of list, thread and details fit. */
const hasRoomForTwo = (width: number) => width < 1200;

const composer = (page: Page): Locator => page.getByRole("textbox", { name: /^Reply to/ });
const list = (page: Page): Locator => page.getByRole("region", { name: "Conversations", exact: true });
const details = (page: Page): Locator => page.getByRole("complementary", { name: "Customer details" });

/** A customer's question at this place, open on the page. */
async function openQuestion(page: Page, place: Place, words: string): Promise<string> {
  const ask = `${words} ${Date.now()}`;
  await text(place, ask);
  await page.goto("/inbox?view=place&sort=newest");
  await line(page, ask).click();
  await expect(messages(page).getByText(ask)).toBeVisible();
  return ask;
}

/** Expects that every corner of the composer is on screen and can be touched. */
async function expectUncovered(page: Page): Promise<void> {
  const isUncovered = () =>
    page.getByRole("region", { name: "Composer" }).evaluate((section) => {
      const field = section.firstElementChild as Element;
      const { left, right, top, bottom } = field.getBoundingClientRect();
      const corners = [left + 12, right - 12].flatMap((x) => [top + 12, bottom - 12].map((y) => [x, y] as const));
      return corners.every(([x, y]) => field.contains(document.elementFromPoint(x, y)));
    });
  await expect.poll(isUncovered).toBe(true);
}

for (const viewport of TABLETS)
  test(`at ${viewport.width} px the customer, orders and stock stand beside the thread, and nothing covers the reply`, async ({
    as,
    world,
  }) => {
    const ana = await as("ana", { viewport, hasTouch: true, reducedMotion: "reduce" });
    await openQuestion(ana, world.pine, "Do you have it in red?");
    if (hasRoomForTwo(viewport.width)) await ana.getByRole("button", { name: "Show customer details" }).tap();
    await expect(details(ana)).toBeVisible();
    await expect(list(ana)).toBeVisible({ visible: !hasRoomForTwo(viewport.width) });
    await expect(ana.getByRole("dialog")).toHaveCount(0);
    await composer(ana).tap();
    for (const tab of ["Orders", "Stock", "Customer"]) {
      await details(ana)
        .getByRole("tab", { name: new RegExp(`^${tab}`) })
        .tap();
      await expectUncovered(ana);
    }
    await composer(ana).fill("one\ntwo\nthree\nfour\nfive\nsix");
    await expectUncovered(ana);
    // The on-screen keyboard takes half of the height.
    await ana.setViewportSize({ ...viewport, height: Math.round(viewport.height / 2) });
    await expectUncovered(ana);
    await expect(details(ana)).toBeVisible();
    await ana.setViewportSize(viewport);
    await composer(ana).fill("");
    await expectAccessibleInBoth(ana);
  });

test("on a landscape tablet the list comes back by a button, another conversation has its details again, and a reload keeps them", async ({
  as,
  world,
}) => {
  const ana = await as("ana", { viewport: { width: 1180, height: 820 }, hasTouch: true });
  const first = await openQuestion(ana, world.pine, "Do you repair zips?");
  const second = await openQuestion(ana, world.pine, "Do you sell laces?");
  await ana.getByRole("button", { name: "Show customer details" }).tap();
  await ana.getByRole("button", { name: "Show conversations" }).tap();
  await expect(line(ana, second)).toBeFocused();
  await expect(details(ana)).toHaveCount(0);
  await line(ana, first).tap();
  await expect(messages(ana).getByText(first)).toBeVisible();
  await expect(details(ana)).toBeVisible();
  await expect(list(ana)).toBeHidden();
  await ana.reload();
  await expect(details(ana)).toBeVisible();
  await press(ana, "Hide customer details");
  await expect(list(ana)).toBeVisible();
  await ana.reload();
  await expect(messages(ana).getByText(first)).toBeVisible();
  await expect(details(ana)).toHaveCount(0);
});

test("rotating the tablet and resizing over every width keep the reply, its focus, and the search in the details", async ({
  as,
  world,
}) => {
  const ana = await as("ana", { viewport: { width: 1180, height: 820 }, hasTouch: true, reducedMotion: "reduce" });
  await openQuestion(ana, world.pine, "Is it waterproof?");
  await press(ana, "Show customer details");
  await ana.getByRole("tab", { name: "Stock" }).tap();
  await ana.getByPlaceholder("Item name or SKU").fill("boots");
  await composer(ana).fill("I will have a look");
  const isKept = async () => {
    await expect(ana.getByPlaceholder("Item name or SKU")).toHaveValue("boots");
    await expect(composer(ana)).toHaveValue("I will have a look");
    await expect(composer(ana)).toBeFocused();
    await expectUncovered(ana);
  };
  for (const [width, height] of [
    [820, 1180],
    [1024, 1366],
    [1366, 1024],
    [844, 390],
    [1600, 1000],
    [1180, 820],
  ] as const) {
    await ana.setViewportSize({ width, height });
    await isKept();
  }
});

test("by keyboard alone the details open and close, the list comes back, and the focus is never lost", async ({
  as,
  world,
}) => {
  const ana = await as("ana", { viewport: { width: 1120, height: 800 } });
  const first = await openQuestion(ana, world.pine, "Do you sharpen skates?");
  const second = await openQuestion(ana, world.pine, "Do you string rackets?");
  const heading = ana.getByRole("region", { name: "Conversation", exact: true }).getByRole("heading").first();
  await line(ana, second).focus();
  await ana.keyboard.press("p");
  await expect(details(ana)).toBeVisible();
  await expect(heading).toBeFocused();
  await ana.keyboard.press("l");
  await expect(line(ana, second)).toBeFocused();
  await ana.keyboard.press("p");
  await expect(list(ana)).toBeHidden();
  await ana.keyboard.press("j");
  await expect(line(ana, first)).toBeFocused();
  await ana.keyboard.press("Enter");
  await expect(messages(ana).getByText(first)).toBeVisible();
  await expect(details(ana)).toBeVisible();
  await expect(heading).toBeFocused();
  await ana.keyboard.press("Alt+ArrowUp");
  await expect(messages(ana).getByText(second)).toBeVisible();
  await expect(details(ana)).toBeVisible();
  await details(ana).getByRole("tab", { name: "Stock" }).focus();
  await ana.keyboard.press("p");
  await expect(details(ana)).toHaveCount(0);
  await expect(heading).toBeFocused();
});

/** A product with so many pieces at Pine Street. @returns its code */
async function sellLantern({ label, pine }: World, onHand: number): Promise<string> {
  const code = `${label}-L${Date.now()}`;
  const data = { code, title: `Lantern ${code}`, options: { Size: "9" }, priceMinor: 4900, currency: "USD" };
  const level = { sku: code, place: pine.code, onHand };
  expect(
    await ingest([
      { type: "retail.sku.changed.v1", subject: code, data },
      { type: "retail.stock.level.changed.v1", subject: `${code}/${pine.code}`, data: level },
    ]),
  ).toBe(202);
  return code;
}
const inStock = (code: string, { pine }: World): RegExp =>
  new RegExp(`^Lantern ${code}, 9: 3 in stock at ${pine.name} \\(as of .*\\d\\d:\\d\\d.*\\)$`);

test("on a landscape tablet stock and product go into the reply by touch, Undo takes them back, and the customer gets them", async ({
  as,
  world,
}) => {
  const code = await sellLantern(world, 3);
  const ana = await as("ana", { viewport: { width: 1180, height: 820 }, hasTouch: true, reducedMotion: "reduce" });
  await openQuestion(ana, world.pine, "Do you have the lantern?");
  await ana.getByRole("button", { name: "Show customer details" }).tap();
  await ana.getByRole("tab", { name: "Stock" }).tap();
  await ana.getByPlaceholder("Item name or SKU").fill(code);
  const stock = ana.getByRole("button", { name: `Insert into reply: stock at ${world.pine.name}` });
  const { width = 0, height = 0 } = (await stock.boundingBox()) ?? {};
  expect(Math.min(width, height)).toBeGreaterThanOrEqual(44);
  await stock.tap();
  await expect(composer(ana)).toBeFocused();
  await expect(composer(ana)).toHaveValue(inStock(code, world));
  await expect(ana.getByRole("log").filter({ hasText: "Inserted into reply" })).toHaveCount(1);
  await ana.keyboard.press("Control+z");
  await expect(composer(ana)).toHaveValue("");
  await ana.getByRole("button", { name: `Insert into reply: Lantern ${code}` }).tap();
  await expect(composer(ana)).toHaveValue(`Lantern ${code}, 9, $49.00`);
  await expectUncovered(ana);
  await expectAccessibleInBoth(ana);
  await press(ana, "Send");
  await expect(stored(ana, world.ana, `Lantern ${code}, 9, $49.00`)).toBeVisible();
});

test("by keyboard alone a product is found by the search, and its stock goes into the reply at the caret", async ({
  as,
  world,
}) => {
  const code = await sellLantern(world, 3);
  const ana = await as("ana");
  await openQuestion(ana, world.pine, "How many lanterns?");
  await ana.keyboard.press("r");
  await expect(composer(ana)).toBeFocused();
  await ana.keyboard.type("Hello!");
  await ana.keyboard.press("Control+k");
  const palette = ana.getByRole("dialog");
  await expect(palette.getByRole("combobox")).toBeFocused();
  await ana.keyboard.type(code);
  await expect(palette.getByRole("option").filter({ hasText: code }).first()).toBeVisible();
  await ana.keyboard.press("Enter");
  const stock = palette.getByRole("button", { name: `Insert into reply: stock at ${world.pine.name}` });
  await expect(stock).toBeVisible();
  while (!(await stock.evaluate((button) => button === document.activeElement))) await ana.keyboard.press("Tab");
  await ana.keyboard.press("Enter");
  await expect(palette).toHaveCount(0);
  await expect(composer(ana)).toBeFocused();
  await expect(composer(ana)).toHaveValue(new RegExp(`^Hello! ${inStock(code, world).source.slice(1)}`));
});

test("a partner agent inserts what the row shows, into the note while one is written", async ({ as, world }) => {
  const code = await sellLantern(world, 3);
  const pat = await as("pat", { viewport: { width: 1180, height: 820 } });
  // Long numbers in messages are masked for partner agents.
  await text(world.pine, "Is there a lantern?");
  await pat.goto("/inbox?view=place&sort=newest");
  await line(pat, "Is there a lantern?").click();
  await press(pat, "Show customer details");
  await pat.getByRole("tab", { name: "Stock" }).click();
  await pat.getByPlaceholder("Item name or SKU").fill(code);
  await expect(pat.getByRole("button", { name: `Insert into reply: stock at ${world.pine.name}` })).toBeVisible();
  await pat.getByRole("radio", { name: "Note" }).click();
  await press(pat, `Insert into note: stock at ${world.pine.name}`);
  await expect(pat.getByRole("textbox", { name: "Note for your team" })).toHaveValue(inStock(code, world));
  await pat.getByRole("radio", { name: "Reply" }).click();
  await expect(composer(pat)).toHaveValue("");
});
