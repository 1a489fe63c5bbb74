import type { Locator, Page } from "@playwright/test";
import { expectAccessible } from "./axe";
import { expect, test } from "./fixtures";
import { line, press, reply, scrollTo, stored, TABLET, text } from "./screens";
import { newPhone } from "./send-webhooks";
import type { World } from "./world";

/** Numbers with this ending are unreachable for the simulator's carrier; each worker has one, and `newPhone` has none. */
const outOfReach = () => `+1425${400 + Number(process.env.TEST_WORKER_INDEX)}0198`;
const storesOf = ({ pine, harbor, oldTown, outlet }: World) => [pine, harbor, oldTown, outlet, pine, harbor];
const boardRows = (page: Page): Locator => page.getByRole("region", { name: "Conversations" }).getByRole("listitem");
const top = async (locator: Locator): Promise<number> => (await locator.boundingBox())?.y ?? Number.NaN;

/** Waits until nothing that a screen begins with, neither data nor a font, can move what is on it. */
async function isLaidOut(page: Page): Promise<void> {
  await expect(boardRows(page).nth(3)).toBeVisible();
  await expect(page.locator("[aria-busy=true]")).toHaveCount(0);
  await page.evaluate(async () => void (await document.fonts.ready));
}

/** One of the totals above the board. */
const total = (page: Page, label: string): Locator =>
  page.locator("dl > div", { hasText: new RegExp(`^${label}`) }).locator("dd");

test("after a reply that is not delivered the customer still waits in the list and on the board, and Undo does not change that", async ({
  as,
  world,
}) => {
  const [ana, sue] = [await as("ana"), await as("sue")];
  const ask = `Do you hem trousers? ${Date.now()}`;
  await text(world.pine, ask, outOfReach());
  await ana.goto("/inbox?view=place&sort=newest");
  await sue.goto("/board");
  await line(ana, ask).click();
  const answer = `Yes, by Friday. ${Date.now()}`;
  await reply(ana, answer);
  const row = line(ana, answer);
  await expect(row).toContainText("Not delivered");
  await expect(row.getByRole("img", { name: "Waiting" })).toBeVisible();
  const onBoard = boardRows(sue).filter({ hasText: answer });
  await expect(onBoard).toContainText("Not delivered");
  await expect(onBoard.getByRole("img", { name: "Waiting" })).toBeVisible();

  await press(ana, "Resolve");
  const notice = ana.getByRole("listitem").filter({ hasText: " resolved" });
  // A toast stays while the pointer is over it.
  await notice.hover();
  await expect(row).toHaveCount(0);
  await notice.getByRole("button", { name: "Undo" }).click();
  await expect(row).toContainText("Not delivered");
  await expect(row.getByRole("img", { name: "Waiting" })).toBeVisible();
});

test("Unassigned begins with who waits longest until another order is chosen, and Needs reply lists them until they have an answer", async ({
  as,
  world,
}) => {
  const ana = await as("ana", TABLET);
  const [long, short] = [`Do you sell laces? ${Date.now()}`, `And insoles? ${Date.now()}`];
  await text(world.pine, long);
  await text(world.pine, short);
  const isLongAbove = async () => (await top(line(ana, long))) < (await top(line(ana, short)));
  await ana.goto("/inbox?view=unassigned");
  await scrollTo(ana, line(ana, short));
  await expect.poll(isLongAbove).toBe(true);
  await press(ana, "Sort and filter");
  await ana.getByLabel("Sort by").selectOption({ label: "Newest message" });
  await expect(line(ana, long)).toBeVisible();
  await expect.poll(isLongAbove).toBe(false);
  await ana.goto("/inbox?view=needs_reply");
  await scrollTo(ana, line(ana, short));
  await expect.poll(isLongAbove).toBe(true);
  await line(ana, short).click();
  const answer = `We do. ${Date.now()}`;
  await reply(ana, answer);
  await expect(stored(ana, world.ana, answer)).toBeVisible();
  // Opened anew: rows that leave a list which somebody has scrolled stay until they have read it.
  await ana.goto("/inbox?view=needs_reply");
  await scrollTo(ana, line(ana, long));
  await expect(line(ana, short)).toHaveCount(0);
  await expect(line(ana, answer)).toHaveCount(0);
  await expect(ana.getByRole("link", { name: /^Inbox \d+ conversations? (is|are) yours$/ })).toBeVisible();
});

test("the number in a tab counts what its list shows under the filters, also as messages arrive", async ({
  as,
  world,
}) => {
  const sue = await as("sue");
  await sue.goto("/inbox?view=unassigned&sort=newest");
  const tab = sue.getByRole("navigation", { name: "Views" }).getByRole("button", { name: /^Unassigned/ });
  await expect(tab).toHaveText(/\d/);
  await press(sue, "Sort and filter");
  // A store with few conversations: the length of a list is known when all of it has been loaded.
  await sue.getByLabel("Store or team").selectOption({ label: world.oldTown.name });
  await sue.keyboard.press("Escape");
  const listed = async () => Number((await tab.innerText()).replace(/\D/g, "")) || 0;
  const rows = sue.getByRole("region", { name: "Conversations" }).getByRole("listitem");
  const shown = async () => Number((await rows.first().getAttribute("aria-setsize")) ?? 0);
  const first = `Is it open? ${Date.now()}`;
  await text(world.oldTown, first);
  await expect(line(sue, first)).toBeVisible();
  const before = await shown();
  expect(before).toBeGreaterThan(0);
  await expect.poll(listed).toBe(before);
  await text(world.harbor, `At Harbor ${Date.now()}`);
  const ask = `At Old Town ${Date.now()}`;
  await text(world.oldTown, ask);
  await expect(line(sue, ask)).toBeVisible();
  await expect.poll(listed).toBe(before + 1);
  await expect.poll(shown).toBe(before + 1);
});

/** The cumulative layout shift since `observeShifts`; readers do not notice 0.1. */
const shifts = (page: Page): Promise<number> => page.evaluate(() => (window as unknown as { shift: number }).shift);
const observeShifts = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const seen = window as unknown as { shift: number };
    seen.shift = 0;
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as (PerformanceEntry & { value: number; hadRecentInput: boolean })[])
        if (!entry.hadRecentInput) seen.shift += entry.value;
    }).observe({ type: "layout-shift" });
  });

test("during a rush the board's totals and rows update without layout shifts", async ({ as, world }) => {
  const sue = await as("sue");
  await sue.goto("/board");
  await expect(boardRows(sue).nth(3)).toBeVisible();
  const waiting = Number(await total(sue, "Waiting").innerText());
  await isLaidOut(sue);
  await observeShifts(sue);
  // Every customer writes twice, so rows are both added and moved; the newest is shown before the next round.
  const phones = storesOf(world).flatMap((place) => [1, 2, 3].map(() => ({ place, from: newPhone() })));
  for (const round of ["first", "second"]) {
    let last = "";
    for (const { place, from } of phones) {
      last = `${round} ${from} ${Date.now()}`;
      await text(place, last, from);
    }
    await expect(boardRows(sue).first()).toContainText(last);
  }
  await expect(total(sue, "Waiting")).toHaveText(String(waiting + phones.length));
  expect(await shifts(sue)).toBeLessThan(0.1);
});

test("rows of the board do not move under the pointer, and new ones wait behind a button", async ({ as, world }) => {
  const sue = await as("sue");
  await sue.goto("/board");
  await isLaidOut(sue);
  await boardRows(sue).nth(2).hover();
  const href = await boardRows(sue).nth(2).getByRole("link").getAttribute("href");
  const held = boardRows(sue).filter({ has: sue.locator(`a[href="${href}"]`) });
  const before = await top(held);
  const asks = storesOf(world).map((place) => ({ place, ask: `Rush ${newPhone()} at ${place.name}` }));
  for (const { place, ask } of asks) await text(place, ask);
  const pill = sue.getByRole("button", { name: "Show 6 new" });
  await expect(pill).toBeVisible();
  expect(await top(held)).toBeCloseTo(before, 0);
  await expect(boardRows(sue).filter({ hasText: asks[0]?.ask })).toHaveCount(0);

  // The checkbox under the pointer is checked, and the selection also holds the rows.
  await held.getByRole("checkbox").check();
  await sue.mouse.move(5, 5);
  await expect(pill).toBeVisible();
  await pill.click();
  await expect(boardRows(sue).first()).toContainText(asks.at(-1)?.ask ?? "");
  await expect(pill).toHaveCount(0);
});

for (const width of [360, 820, 1024])
  test(`at ${width} px every view is a tab that nothing covers or an entry of the menu beside them`, async ({ as }) => {
    const ana = await as("ana", { viewport: { width, height: 800 }, hasTouch: true, reducedMotion: "reduce" });
    await ana.goto("/inbox?view=mine");
    const views = ana.getByRole("navigation", { name: "Views" });
    const current = views.locator("[aria-current]");
    await expect(current).toHaveText(/^Mine/);
    for (const name of ["Mine", "Needs reply", "Unassigned", "My store", "All", "Snoozed", "Resolved"]) {
      const tab = views.getByRole("button", { name: new RegExp(`^${name}`) });
      if (await tab.isVisible()) await tab.tap();
      else {
        await views.getByRole("button", { name: "More views" }).tap();
        await ana.getByRole("menuitem", { name: new RegExp(`^${name}`) }).tap();
      }
      await expect(current).toHaveText(new RegExp(`^${name}`));
      await expectAccessible(ana, "nav");
    }
  });
