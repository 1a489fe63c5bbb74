import type { Locator, Page } from "@playwright/test";
import { endpointOf, expect, newPhone, receiveSms, test } from "./fixtures";

const TABLET = { viewport: { width: 1180, height: 820 }, hasTouch: true };

const line = (page: Page, text: string): Locator =>
  page.getByRole("region", { name: "Conversations" }).getByRole("link").filter({ hasText: text });
const messages = (page: Page): Locator => page.getByRole("region", { name: /^Timeline with/ });
const press = (page: Page, name: string): Promise<void> => page.getByRole("button", { name, exact: true }).click();

async function text(to: string, body: string, from = newPhone()): Promise<string> {
  expect(await receiveSms({ from, to: endpointOf(to).phone, text: body })).toBe(200);
  return from;
}

async function reply(page: Page, body: string): Promise<void> {
  await page.getByRole("textbox", { name: /^Reply to/ }).fill(body);
  await press(page, "Send");
}

test("a text is on tablet and desktop at once, one of two claims it, the answer is delivered, and a handoff keeps its card", async ({
  as,
}) => {
  const ana = await as("ana", TABLET);
  const nia = await as("nia");
  await ana.goto("/inbox?view=place");
  await nia.goto("/inbox?view=unassigned");
  await expect(ana.getByRole("region", { name: "Conversations" })).toBeVisible();
  await expect(nia.getByRole("region", { name: "Conversations" })).toBeVisible();

  const ask = `Are the trail boots back in 42? ${Date.now()}`;
  await text("101", ask);
  await line(ana, ask).click();
  await line(nia, ask).click();
  await expect(messages(ana).getByText(ask)).toBeVisible();
  await expect(messages(nia).getByText(ask)).toBeVisible();

  // Nia presses first, but Ana's claim reaches the server first: Nia is told who has it.
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  await nia.route("**/api/trpc/conversations.claim**", async (route) => {
    await held;
    await route.continue();
  });
  const asked = nia.waitForRequest("**/api/trpc/conversations.claim**");
  await press(nia, "Claim");
  await asked;
  await press(ana, "Claim");
  await expect(
    messages(ana)
      .getByText(/claimed/i)
      .first(),
  ).toBeVisible();
  release();
  await expect(nia.getByText(/Ana Ruiz was first/)).toBeVisible();
  await expect(line(nia, ask)).toHaveCount(0);

  const answer = `Yes, two pairs in 42. ${Date.now()}`;
  await reply(ana, answer);
  const bubble = ana.getByRole("article", { name: "Message from Ana Ruiz" }).filter({ hasText: answer });
  await expect(bubble.getByText("Delivered")).toBeVisible();
  await expect(messages(nia).getByText(answer)).toBeVisible();

  const cora = await as("cora");
  await cora.goto("/inbox?view=all");
  await press(ana, "Transfer");
  const dialog = ana.getByRole("dialog");
  await dialog.getByRole("radio", { name: /Contact centre/ }).click();
  const need = `Wants 42 sent home ${Date.now()}`;
  await dialog.getByRole("textbox", { name: /need|ask/i }).fill(need);
  await dialog.getByRole("button", { name: /^Transfer to/ }).click();

  const offered = line(cora, answer).or(line(cora, "Offered to you")).first();
  await offered.click();
  const offer = cora.getByRole("region", { name: "Transfer offer" });
  await expect(offer.getByText(need)).toBeVisible();
  await expect(ana.getByRole("region", { name: "Transfer offer" })).toBeVisible();
  await offer.getByRole("button", { name: "Accept" }).click();
  await expect(cora.getByRole("region", { name: "Transfer offer" })).toHaveCount(0);
  await expect(messages(cora).getByText(ask)).toBeVisible();
  // Ana's scope is her store: what left it leaves her list.
  await expect(line(ana, answer)).toHaveCount(0);
});

test("a declined transfer stays with its sender and says why", async ({ as }) => {
  const ana = await as("ana");
  const cora = await as("cora");
  const ask = `Where is my refund? ${Date.now()}`;
  await text("101", ask);
  await ana.goto("/inbox?view=unassigned");
  await line(ana, ask).click();
  await press(ana, "Claim");
  await cora.goto("/inbox?view=all");
  await press(ana, "Transfer");
  await ana.getByRole("dialog").getByRole("radio", { name: /Cora/ }).click();
  await ana
    .getByRole("dialog")
    .getByRole("textbox", { name: /need|ask/i })
    .fill("Refund status");
  await ana
    .getByRole("dialog")
    .getByRole("button", { name: /^Transfer to/ })
    .click();
  await line(cora, "Offered to you").first().click();
  await press(cora, "Decline…");
  await cora.getByLabel("Why you decline").fill("The store refunds card payments itself");
  await press(cora, "Decline");
  await expect(ana.getByText("The store refunds card payments itself").first()).toBeVisible();
  await expect(line(cora, ask)).toHaveCount(0);
  await ana.goto("/inbox?view=mine");
  await expect(ana.getByRole("region", { name: "Conversations" }).getByRole("link").first()).toBeVisible();
});

test("a reply written before a colleague's was seen is refused, with the difference shown", async ({ as }) => {
  const ana = await as("ana");
  const nia = await as("nia");
  const ask = `Can you hold the lamp? ${Date.now()}`;
  await text("101", ask);
  for (const page of [ana, nia]) {
    await page.goto("/inbox?view=place");
    await line(page, ask).click();
    await expect(messages(page).getByText(ask)).toBeVisible();
  }
  // Nia's reply is on its way while Ana's overtakes it.
  let release = () => {};
  const held = new Promise<void>((resolve) => {
    release = resolve;
  });
  await nia.route("**/api/trpc/conversations.send**", async (route) => {
    await held;
    await route.continue();
  });
  const asked = nia.waitForRequest("**/api/trpc/conversations.send**");
  await reply(nia, "Until which day?");
  await asked;
  await reply(ana, "Held until Saturday.");
  await expect(messages(ana).getByText("Held until Saturday.")).toBeVisible();
  await nia.unroute("**/api/trpc/conversations.send**");
  release();
  const difference = nia.getByRole("dialog");
  await expect(difference.getByText("Held until Saturday.")).toBeVisible();
  await difference.getByRole("button", { name: "Send anyway" }).click();
  await expect(messages(ana).getByText("Until which day?")).toBeVisible();
});

test("after STOP nobody can text the customer, and START lets them again", async ({ as }) => {
  const ana = await as("ana");
  const ask = `When do you open on Sunday? ${Date.now()}`;
  const from = await text("101", ask);
  await ana.goto("/inbox?view=place");
  await line(ana, ask).click();
  await expect(messages(ana).getByText(ask)).toBeVisible();
  await text("101", "Stop.", from);
  await expect(ana.getByRole("textbox", { name: /^Reply to/ })).toBeDisabled();
  await text("101", "START", from);
  await expect(ana.getByRole("textbox", { name: /^Reply to/ })).toBeEnabled();
});

test("four spellings of one number are one conversation", async ({ as }) => {
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
  for (const [i, spelling] of spellings.entries()) await text("101", `spelling ${i} ${stamp}`, spelling);
  await ana.goto("/inbox?view=place");
  await line(ana, `spelling 3 ${stamp}`).click();
  for (const i of [0, 1, 2, 3]) await expect(messages(ana).getByText(`spelling ${i} ${stamp}`)).toBeVisible();
});
