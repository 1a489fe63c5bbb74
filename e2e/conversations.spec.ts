import type { Page } from "@playwright/test";
import { expect, test } from "./fixtures";
import { line, messages, openChat, press, reply, stored, TABLET, text, write } from "./screens";
import { newPhone } from "./send-webhooks";
import type { Place } from "./world";

type Customer = { ask: (body: string) => Promise<unknown>; reads: (body: string) => Promise<void> };

/** The same journey on both channels; only the customer's client differs. */
type Shop = (place: Place) => Promise<string>;
const CHANNELS: Record<string, (page: Page, place: Place, shop: Shop) => Promise<Customer>> = {
  "a text": async (_page, place) => ({ ask: (body) => text(place, body), reads: async () => {} }),
  "a web chat": async (page, place, shop) => {
    await page.goto(await shop(place));
    const chat = await openChat(page);
    return {
      ask: (body) => write(chat, body),
      reads: (body) => expect(chat.getByText(body).first()).toBeVisible(),
    };
  },
};

for (const [channel, open] of Object.entries(CHANNELS))
  test(`${channel} is on tablet and desktop at once, one of two claims it, the answer arrives, a handoff keeps its card, and a supervisor reassigns it and undoes that`, async ({
    as,
    page,
    shop,
    world,
  }) => {
    const customer = await open(page, world.pine, shop);
    const ana = await as("ana", TABLET);
    const abe = await as("abe");
    await ana.goto("/inbox?view=place&sort=newest");
    await abe.goto("/inbox?view=unassigned&sort=newest");
    for (const screen of [ana, abe]) await expect(screen.getByRole("region", { name: "Conversations" })).toBeVisible();

    const stamp = Date.now();
    const ask = `Are the trail boots back in 42? ${stamp}`;
    await customer.ask(ask);
    await line(ana, ask).click();
    await line(abe, ask).click();
    await expect(messages(ana).getByText(ask)).toBeVisible();
    await expect(messages(abe).getByText(ask)).toBeVisible();

    // Abe presses first, but Ana's claim reaches the server first, so Abe sees that she has it.
    const release = await hold(abe, "**/api/trpc/conversations.claim**", () => press(abe, "Claim"));
    await press(ana, "Claim");
    await expect(ana.getByText(/is assigned to you/).first()).toBeVisible();
    release();
    await expect(abe.getByText(`${world.ana.name} was first`)).toBeVisible();
    await expect(line(abe, ask)).toHaveCount(0);

    const answer = `Yes, two pairs in 42. ${stamp}`;
    await reply(ana, answer);
    await expect(stored(ana, world.ana, answer).getByText(/^(Delivered|Read)$/)).toBeVisible();
    await expect(messages(abe).getByText(answer)).toBeVisible();
    await customer.reads(answer);

    const cora = await as("cora");
    await cora.goto("/inbox?view=all");
    await press(ana, "Transfer");
    const dialog = ana.getByRole("dialog");
    await dialog.getByRole("radio", { name: world.center.name }).click();
    const need = `Wants 42 sent home ${stamp}`;
    await dialog.getByRole("textbox", { name: /need|ask/i }).fill(need);
    await dialog.getByRole("button", { name: /^Transfer to/ }).click();
    await line(cora, answer).filter({ hasText: "Offered to you" }).click();
    const offer = cora.getByRole("region", { name: "Transfer offer" });
    await expect(offer.getByText(need)).toBeVisible();
    await expect(ana.getByRole("region", { name: "Transfer offer" })).toBeVisible();
    await offer.getByRole("button", { name: "Accept" }).click();
    await expect(cora.getByRole("region", { name: "Transfer offer" })).toHaveCount(0);
    await expect(messages(cora).getByText(ask)).toBeVisible();
    // Ana's scope is her store, so a conversation that left it leaves her list.
    await expect(line(ana, answer)).toHaveCount(0);

    const closing = `On its way to you. ${stamp}`;
    await reply(cora, closing);
    await customer.reads(closing);
    const sue = await as("sue");
    await sue.goto("/board");
    await sue.getByRole("listitem").filter({ hasText: closing }).getByRole("checkbox").check();
    await press(sue, "Reassign");
    await sue.getByRole("dialog").getByRole("radio", { name: world.pine.name }).click();
    await sue
      .getByRole("dialog")
      .getByRole("button", { name: /^Move to/ })
      .click();
    // A toast stays while the pointer is over it.
    await sue.getByRole("button", { name: "Undo", exact: true }).hover();
    await expect(line(ana, closing)).toBeVisible();
    await expect(line(cora, closing)).toHaveCount(0);
    await press(sue, "Undo");
    await expect(line(cora, closing)).toBeVisible();
    await expect(line(ana, closing)).toHaveCount(0);
  });

/** Delays requests of this screen. @returns a function that lets them through */
async function hold(page: Page, url: string, act: () => Promise<void>): Promise<() => void> {
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  await page.route(url, async (route) => {
    await held;
    await route.continue();
  });
  const asked = page.waitForRequest(url);
  await act();
  await asked;
  return release;
}

test("a declined transfer stays with its sender and says why", async ({ as, world }) => {
  const ana = await as("ana");
  const cora = await as("cora");
  const ask = `Where is my refund? ${Date.now()}`;
  await text(world.pine, ask);
  await ana.goto("/inbox?view=unassigned&sort=newest");
  await line(ana, ask).click();
  await press(ana, "Claim");
  await cora.goto("/inbox?view=all");
  await press(ana, "Transfer");
  await ana.getByRole("dialog").getByRole("radio", { name: world.cora.name }).click();
  await ana
    .getByRole("dialog")
    .getByRole("textbox", { name: /need|ask/i })
    .fill("Refund status");
  await ana
    .getByRole("dialog")
    .getByRole("button", { name: /^Transfer to/ })
    .click();
  await line(cora, ask).filter({ hasText: "Offered to you" }).click();
  await press(cora, "Decline…");
  await cora.getByLabel("Reason for declining").fill("The store refunds card payments itself");
  await press(cora, "Decline");
  await expect(ana.getByText("The store refunds card payments itself").first()).toBeVisible();
  await expect(line(cora, ask)).toHaveCount(0);
  await ana.goto("/inbox?view=mine");
  await expect(ana.getByRole("region", { name: "Conversations" }).getByRole("link").first()).toBeVisible();
});

test("a reply written before a colleague's was seen is refused, with the difference shown", async ({ as, world }) => {
  const ana = await as("ana");
  const abe = await as("abe");
  const ask = `Can you hold the lamp? ${Date.now()}`;
  await text(world.pine, ask);
  for (const page of [ana, abe]) {
    await page.goto("/inbox?view=place&sort=newest");
    await line(page, ask).click();
    await expect(messages(page).getByText(ask)).toBeVisible();
  }
  // Ana's reply is stored while Abe's is in flight.
  const release = await hold(abe, "**/api/trpc/conversations.send**", () => reply(abe, "Until which day?"));
  await reply(ana, "Held until Saturday.");
  await expect(stored(ana, world.ana, "Held until Saturday.")).toBeVisible();
  release();
  const difference = abe.getByRole("dialog");
  await expect(difference.getByText("Held until Saturday.")).toBeVisible();
  await difference.getByRole("button", { name: "Send anyway" }).click();
  await expect(messages(ana).getByText("Until which day?")).toBeVisible();
});

test("after STOP nobody can text the customer, and after START they can", async ({ as, world }) => {
  const ana = await as("ana");
  const ask = `When do you open on Sunday? ${Date.now()}`;
  const from = await text(world.pine, ask);
  await ana.goto("/inbox?view=place&sort=newest");
  await line(ana, ask).click();
  await expect(messages(ana).getByText(ask)).toBeVisible();
  await text(world.pine, "Stop.", from);
  await expect(ana.getByRole("textbox", { name: /^Reply to/ })).toBeDisabled();
  await text(world.pine, "START", from);
  await expect(ana.getByRole("textbox", { name: /^Reply to/ })).toBeEnabled();
});

test("four spellings of one number are one conversation", async ({ as, world }) => {
  const ana = await as("ana");
  const from = newPhone();
  const local = from.slice(2);
  const spellings = [
    from,
    `(${local.slice(0, 3)}) ${local.slice(3, 6)}-${local.slice(6)}`,
    `1${local}`,
    `${local.slice(0, 3)}/${local.slice(3, 6)}/${local.slice(6)}`,
  ];
  const stamp = Date.now();
  for (const [i, spelling] of spellings.entries()) await text(world.pine, `spelling ${i} ${stamp}`, spelling);
  await ana.goto("/inbox?view=place&sort=newest");
  await line(ana, `spelling 3 ${stamp}`).click();
  for (const i of [0, 1, 2, 3]) await expect(messages(ana).getByText(`spelling ${i} ${stamp}`)).toBeVisible();
});
