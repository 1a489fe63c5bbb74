import { expect, test } from "./fixtures";
import { line, text, messages as timeline } from "./screens";
import { newPhone } from "./send-webhooks";

test("a screen that was offline for a minute says so, and is complete again without a reload", async ({
  as,
  world,
}) => {
  const ana = await as("ana");
  const list = ana.getByRole("region", { name: "Conversations" });
  const [first, other] = [newPhone(), newPhone()];
  const stamp = Date.now();
  await text(world.pine, `before ${stamp}`, first);
  await ana.goto("/inbox?view=unassigned&sort=newest");
  await list
    .getByRole("link")
    .filter({ hasText: `before ${stamp}` })
    .click();
  const messages = ana.getByRole("region", { name: /^Timeline with/ });
  await expect(messages.getByText(`before ${stamp}`)).toBeVisible();

  await ana.context().setOffline(true);
  // The open socket survives the browser's offline mode, so it is closed too.
  await expect(ana.getByText("Out of sync")).toBeVisible({ timeout: 30_000 });
  const away = Date.now();
  for (const n of [1, 2, 3]) await text(world.pine, `while away ${n} ${stamp}`, first);
  await text(world.pine, `somebody new ${stamp}`, other);
  // Waits a real minute, in which the server has to drop the screen; the server's clock cannot be moved from here.
  await expect.poll(() => Date.now() - away, { timeout: 90_000, intervals: [1000] }).toBeGreaterThan(60_000);
  await expect(ana.getByText("Out of sync")).toBeVisible();
  await ana.context().setOffline(false);

  for (const n of [1, 2, 3])
    await expect(messages.getByText(`while away ${n} ${stamp}`)).toHaveCount(1, { timeout: 60_000 });
  await expect(list.getByRole("link").filter({ hasText: `somebody new ${stamp}` })).toBeVisible();
  await expect(ana.getByText("Out of sync")).toHaveCount(0);
  const seen = messages.getByText(new RegExp(`(before|while away \\d) ${stamp}`));
  const texts = ["before", "while away 1", "while away 2", "while away 3"].map((words) => `${words} ${stamp}`);
  await expect(seen).toHaveText(texts);
  await ana.reload();
  await expect(seen).toHaveText(texts);
});

test("a reply written offline waits on the device and is sent once when back online", async ({ as, world }) => {
  const ana = await as("ana");
  const stamp = Date.now();
  await text(world.pine, `are you there ${stamp}`);
  await ana.goto("/inbox?view=unassigned&sort=newest");
  await ana
    .getByRole("link")
    .filter({ hasText: `are you there ${stamp}` })
    .click();
  // The conversation must be there before the network is gone.
  const reply = ana.getByRole("textbox", { name: /^Reply to/ });
  await expect(reply).toBeVisible();
  await ana.context().setOffline(true);
  await reply.fill(`written offline ${stamp}`);
  await ana.getByRole("button", { name: "Send", exact: true }).click();
  await expect(ana.getByText(`written offline ${stamp}`)).toBeVisible();
  await ana.context().setOffline(false);
  const sent = ana
    .getByRole("article", { name: `Message from ${world.ana.name}` })
    .filter({ hasText: `written offline ${stamp}` });
  await expect(sent).toHaveCount(1, { timeout: 60_000 });
  await ana.reload();
  await expect(sent).toHaveCount(1);
});

test("a reader far up in a long thread stays there when everything is refetched", async ({ as, world }) => {
  const ana = await as("ana");
  const from = newPhone();
  const stamp = Date.now();
  const entryText = (n: number) => `entry ${n}. of ${stamp}`;
  for (let n = 1; n <= 70; n++) await text(world.pine, entryText(n), from);
  await ana.goto("/inbox?view=place&sort=newest");
  await line(ana, entryText(70)).click();
  const thread = timeline(ana);
  await expect(thread.getByText(entryText(70))).toBeVisible();
  const read = thread.getByText(entryText(10));
  await expect(async () => {
    await thread.evaluate((scroller) => scroller.scrollTo(0, 0));
    await expect(read).toBeVisible({ timeout: 1000 });
  }).toPass();
  await expect(thread.getByText(entryText(1))).toBeAttached();
  const scrollTop = () =>
    thread.evaluate((scroller) => {
      scroller.scrollTo(0, 200);
      return scroller.scrollTop;
    });
  await expect.poll(scrollTop).toBe(200);

  // The log no longer reaches back to this screen's cursor.
  await ana.route("**/api/trpc/sync.since?**", (route) => {
    const { cursor } = JSON.parse(new URL(route.request().url()).searchParams.get("input") ?? "")["0"];
    return route.fulfill({ json: [{ result: { data: { reset: true, cursor } } }] });
  });
  const place = async () => (await read.boundingBox())?.y;
  const before = await place();
  const again = ana.waitForResponse((response) => response.url().includes("conversations.get"));
  await ana.evaluate(() => void document.dispatchEvent(new Event("visibilitychange")));
  await again;
  // Later messages appear after the response.
  await text(world.pine, entryText(71), from);
  await expect(ana.getByRole("button", { name: "1 new" })).toBeVisible();
  expect(await place()).toBe(before);
});
