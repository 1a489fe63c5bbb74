import type { Locator, Page } from "@playwright/test";
import { expectAccessibleInBoth } from "./axe";
import { expect, test } from "./fixtures";
import { line, messages, press, stored, TABLET, text } from "./screens";
import { newPhone } from "./send-webhooks";

/* A reply that leaves later is seen by everybody who works in the conversation, and leaves once or goes back to its author. */

const DESKTOP = { viewport: { width: 1440, height: 900 } };
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true };
const field = (page: Page): Locator => page.getByRole("textbox", { name: /^Reply to/ });
const strip = (page: Page): Locator => page.getByRole("region", { name: /^Scheduled reply to/ });
const dialog = (page: Page): Locator => page.getByRole("dialog", { name: /^Send to .* later$/ });

async function open(page: Page, question: string): Promise<void> {
  await page.goto("/inbox?view=all&sort=newest");
  await line(page, question).click();
  await expect(messages(page).getByText(question)).toBeVisible();
}

/** Schedules what is in the field for a time that is always allowed: the customer has just written. */
async function schedule(page: Page): Promise<void> {
  await press(page, "Send later");
  const fits = await dialog(page)
    .locator("form")
    .evaluate(({ parentElement: box }) => box !== null && box.scrollWidth <= box.clientWidth);
  expect(fits, "the dialog is as wide as what it holds").toBe(true);
  await dialog(page)
    .getByRole("button", { name: /^In (1|an|one) hour/ })
    .click();
  await expect(strip(page)).toBeVisible();
}

for (const [width, options] of Object.entries({ tablet: TABLET, desktop: DESKTOP, phone: PHONE }))
  test(`a reply is scheduled, seen by a colleague, edited, and sent at once, on ${width}`, async ({ as, world }) => {
    const question = `Can you remind me? ${Date.now()}`;
    await text(world.pine, question);
    const [ana, abe] = [await as("ana", { ...options, reducedMotion: "reduce" }), await as("abe")];
    await open(ana, question);
    await open(abe, question);
    await field(ana).fill("Your boots are still here");
    await schedule(ana);
    await expect(field(ana)).toHaveValue("");
    await expect(strip(ana)).toContainText("Your boots are still here");
    await expectAccessibleInBoth(ana);
    await expect(strip(abe)).toContainText(`written by ${world.ana.name}`);
    await expect(line(abe, question).getByText("Scheduled")).toBeVisible();

    await strip(ana).getByRole("button", { name: "Edit" }).click();
    await expect(field(ana)).toHaveValue("Your boots are still here");
    await expect(field(ana)).toBeFocused();
    for (const page of [ana, abe]) await expect(strip(page)).toHaveCount(0);
    // Nothing offers to undo what is over.
    await expect(ana.getByText(/^Scheduled for/)).toHaveCount(0);

    await field(ana).fill("Your red boots are still here");
    await schedule(ana);
    await strip(ana).getByRole("button", { name: "Send now" }).click();
    await expect(stored(ana, world.ana, "Your red boots are still here")).toBeVisible();
    for (const page of [ana, abe]) await expect(strip(page)).toHaveCount(0);
    await expect(stored(abe, world.ana, "Your red boots are still here")).toHaveCount(1);
  });

test("a colleague cancels one whose author is away: the author has it as a draft", async ({ as, world }) => {
  const question = `Anything new? ${Date.now()}`;
  await text(world.pine, question);
  const [ana, abe] = [await as("ana", DESKTOP), await as("abe", DESKTOP)];
  await open(ana, question);
  await field(ana).fill("Not yet");
  await schedule(ana);
  await open(abe, question);
  await strip(abe).getByRole("button", { name: "Cancel" }).click();
  await expect(abe.getByText(`Canceled. ${world.ana.name} has the text as a draft.`)).toBeVisible();
  await expect(strip(ana)).toHaveCount(0);
  await expect(field(ana)).toHaveValue("Not yet");
  await expect(field(abe)).toHaveValue("");
});

test("once the customer has written, everybody sees at once that it will not leave by itself", async ({
  as,
  world,
}) => {
  const phone = newPhone();
  const question = `When is it here? ${Date.now()}`;
  await text(world.pine, question, phone);
  const ana = await as("ana", DESKTOP);
  await open(ana, question);
  await field(ana).fill("On Monday, I think");
  await schedule(ana);
  await text(world.pine, `Never mind ${Date.now()}`, phone);
  await expect(strip(ana)).toContainText("The customer has written since. This is not sent by itself.");
});

test("by keyboard, and a time that the server refuses keeps the dialog with the reason", async ({ as, world }) => {
  const question = `Do you open on Sunday? ${Date.now()}`;
  await text(world.pine, question);
  const ana = await as("ana", DESKTOP);
  await open(ana, question);
  await field(ana).focus();
  await ana.keyboard.type("We do");
  await expect(ana.getByRole("button", { name: "Send later" })).toBeEnabled();
  await ana.keyboard.press("Control+Alt+Enter");
  await expect(dialog(ana)).toBeVisible();
  const at = dialog(ana).getByLabel("Send at");
  await at.fill("2099-01-01T10:00");
  await at.press("Enter");
  await expect(dialog(ana).getByRole("alert")).toContainText("Choose a time within a year.");
  await ana.keyboard.press("Escape");
  await expect(field(ana)).toHaveValue("We do");
});

test("without a connection nothing can be scheduled or changed, and the buttons say why", async ({ as, world }) => {
  const question = `Is it raining? ${Date.now()}`;
  await text(world.pine, question);
  const ana = await as("ana", DESKTOP);
  await open(ana, question);
  await field(ana).fill("A little");
  await schedule(ana);
  await ana.context().setOffline(true);
  await expect(strip(ana).getByRole("button", { name: "Send now" })).toBeDisabled();
  await field(ana).fill("More");
  await expect(ana.getByRole("button", { name: "Needs a connection" })).toBeDisabled();
  await ana.context().setOffline(false);
  await expect(strip(ana).getByRole("button", { name: "Send now" })).toBeEnabled();
});
