import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures";
import { line, messages, press, text } from "./screens";
import { ingest, newPhone } from "./send-webhooks";
import type { Place } from "./world";

const PORTRAIT = { width: 820, height: 1180 };
const LANDSCAPE = { width: 1180, height: 820 };
const PHONE = { width: 390, height: 844 };

/** How far the timeline is from its end, in CSS pixels. */
const fromEnd = (page: Page): Promise<number> =>
  messages(page).evaluate((box) => box.scrollHeight - box.clientHeight - box.scrollTop);
const atEnd = (page: Page) => expect.poll(() => fromEnd(page)).toBeLessThanOrEqual(1);
/** Turns the wheel once, and waits until the timeline stands still: a turn moves it over several frames. */
async function scrollUp(page: Page): Promise<void> {
  const timeline = await messages(page).elementHandle();
  const ended = await page.evaluateHandle((box) => {
    const end = new Promise<void>((resolve) => box?.addEventListener("scrollend", () => resolve(), { once: true }));
    return { end };
  }, timeline);
  await page.mouse.wheel(0, -300);
  await ended.evaluate(({ end }) => end);
}
/** The text of the first message whose top is in view, give or take the fraction of a pixel by which a browser rounds. */
const firstInView = (page: Page): Promise<string> =>
  messages(page).evaluate((box) => {
    const top = box.getBoundingClientRect().top;
    const articles = [...box.querySelectorAll("article")];
    const first = articles
      .map((article) => ({ text: article.textContent ?? "", y: article.getBoundingClientRect().top - top }))
      .filter(({ y }) => y > -2)
      .sort((a, b) => a.y - b.y)[0];
    return /line (\d+)/.exec(first?.text ?? "")?.[0] ?? "";
  });

/** A customer with an order on its way and a long thread at this store. @returns their number and the last thing they wrote */
async function longThread(place: Place, length: number): Promise<{ last: string; phone: string }> {
  const phone = newPhone();
  const stamp = `T${phone.slice(1)}`;
  const order = {
    id: `o-${stamp}`,
    number: stamp,
    customer: `k-${stamp}`,
    status: "processing",
    placedAt: new Date().toISOString(),
    totalMinor: 12900,
    currency: "USD",
    lines: [{ id: "1", sku: "LAMP", title: "Lamp", ordered: 1 }],
  };
  const customer = { id: `k-${stamp}`, name: `Tess ${stamp}`, phones: [phone] };
  expect(
    await ingest([
      { type: "retail.customer.changed.v1", subject: customer.id, data: customer },
      { type: "retail.order.changed.v1", subject: order.id, data: order },
    ]),
  ).toBe(202);
  for (let n = 1; n <= length; n++) {
    const body = `line ${n} of ${stamp}: ${"is the lamp there still? ".repeat(1 + (n % 9) * 2)}`;
    await text(place, body, phone);
  }
  return { phone, last: `line ${length} of ${stamp}` };
}

async function openThread(page: Page, words: string): Promise<void> {
  await page.goto("/inbox?view=place&sort=newest");
  await line(page, words).click();
  await expect(messages(page).getByText(words)).toBeVisible();
}
const pinnedOrder = (page: Page) => page.getByRole("button", { name: /^Order .*: show customer details$/ });

for (const viewport of [PORTRAIT, PHONE])
  test(`a thread with a pinned order opens at its end at ${viewport.width} px, and stays there through rotation, a taller reply and new messages`, async ({
    as,
    world,
  }) => {
    const { last } = await longThread(world.pine, 12);
    const ana = await as("ana", { viewport, hasTouch: true });
    await openThread(ana, last);
    await expect(pinnedOrder(ana)).toBeVisible();
    await atEnd(ana);
    const turned = { width: viewport.height, height: viewport.width };
    await ana.setViewportSize(turned);
    await expect.poll(() => ana.evaluate(() => window.innerWidth)).toBe(turned.width);
    await atEnd(ana);
    await ana.setViewportSize(viewport);
    await expect(pinnedOrder(ana)).toBeVisible();
    await atEnd(ana);
    // The on-screen keyboard takes half of the height.
    await ana.setViewportSize({ width: viewport.width, height: viewport.height / 2 });
    await atEnd(ana);
    await ana.setViewportSize(viewport);
    await ana.getByRole("textbox", { name: /^Reply to/ }).fill("one\ntwo\nthree\nfour\nfive");
    await atEnd(ana);
    await press(ana, "Send");
    await expect(messages(ana).getByRole("article", { name: `Message from ${world.ana.name}` })).toBeVisible();
    await atEnd(ana);
  });

test("a reader who has scrolled up in a thread keeps their position when the screen rotates and a message arrives", async ({
  as,
  world,
}) => {
  const { last, phone } = await longThread(world.pine, 40);
  const ana = await as("ana", { viewport: LANDSCAPE, hasTouch: true });
  await openThread(ana, last);
  await atEnd(ana);
  await messages(ana).hover();
  while ((await fromEnd(ana)) < 1500) await scrollUp(ana);
  const reading = await firstInView(ana);
  expect(reading).not.toBe("");
  await text(world.pine, "And one more.", phone);
  await expect(ana.getByRole("button", { name: "1 new" })).toBeVisible();
  await expect.poll(() => firstInView(ana)).toBe(reading);
  for (const turned of [PORTRAIT, LANDSCAPE, PORTRAIT]) {
    await ana.setViewportSize(turned);
    await expect.poll(() => firstInView(ana)).toBe(reading);
    expect(await fromEnd(ana)).toBeGreaterThan(300);
  }
});

test("on a phone Send is in the row of the composer's tools, each at least 44 px, and the destination stays readable", async ({
  as,
  world,
}) => {
  const { last } = await longThread(world.pine, 1);
  const ana = await as("ana", { viewport: PHONE, hasTouch: true });
  await openThread(ana, last);
  /** What is wrong at one moment: the composer grows by a line when the counter of segments has loaded. */
  const wrong = async () => {
    const buttons = ["Send", "Attach a file", /^Reply by/].map((name) =>
      ana.getByRole("button", { name, exact: true }),
    );
    const handles = await Promise.all(buttons.map((button) => button.elementHandle()));
    const [send, attach, destination] = await ana.evaluate(
      (elements) =>
        elements.map((element) => {
          const { x, y, width, height } = (element as Element).getBoundingClientRect();
          return { x, width, height, middle: y + height / 2 };
        }),
      handles,
    );
    if (!send || !attach || !destination) throw new Error("the composer is not on screen");
    const isAligned = [attach, destination].every(({ middle }) => Math.abs(send.middle - middle) < 2);
    const isLarge = [send, attach].every(({ width, height }) => Math.min(width, height) >= 44);
    return [
      ...(isAligned ? [] : ["not in one row"]),
      ...(isLarge ? [] : ["too small to touch"]),
      ...(destination.width >= 64 ? [] : ["the destination is cut"]),
      ...(send.x + send.width <= PHONE.width ? [] : ["wider than the screen"]),
    ];
  };
  for (const words of ["", "Yes, two are left"]) {
    await ana.getByRole("textbox", { name: /^Reply to/ }).fill(words);
    await expect.poll(wrong).toEqual([]);
  }
});

test("the summary above a short conversation never covers it, whatever height the screen leaves", async ({
  as,
  world,
}) => {
  const words = `Is it open? ${Date.now()}`;
  await text(world.pine, words);
  const ana = await as("ana", { viewport: PORTRAIT, hasTouch: true });
  await openThread(ana, words);
  // By a link to one entry, so that the thread does not follow its end.
  await ana.goto(`${ana.url()}&at=1`);
  const summary = messages(ana).getByText(/^Customer since/);
  await expect(summary).toBeVisible();
  const day = messages(ana).getByRole("heading", { name: /^(Today|Yesterday)$/ });
  const isClear = async () => {
    const [above, below] = [await summary.boundingBox(), await day.boundingBox()];
    // Hidden, or above it.
    return above === null || (below !== null && below.y > above.y + above.height);
  };
  for (const height of [700, 1180, 640, 820, 600]) {
    await ana.setViewportSize({ width: 1180, height });
    await expect.poll(isClear, { message: `${height} px` }).toBe(true);
  }
  await ana.setViewportSize(PORTRAIT);
  await expect(summary).toBeVisible();
});
