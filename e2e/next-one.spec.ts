import type { Page } from "@playwright/test";
import { mutate } from "./api";
import { expectAccessibleInBoth } from "./axe";
import { expect, test } from "./fixtures";
import { line, messages, press, TABLET, text } from "./screens";

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true };
const NEW = /^Show \d+ new$/;
/** Resolves the open conversation on a phone, whose header has no room for the button. */
async function resolveOnPhone(phone: Page): Promise<void> {
  await press(phone, "More actions");
  await phone.getByRole("menuitem", { name: "Resolve" }).click();
}
const isOpen = (page: Page, said: string) => expect(messages(page).getByText(said)).toBeVisible();

/** Three customers of one place, of whom the newest stands first. @returns what they wrote, in the order of the list */
async function three(place: Parameters<typeof text>[0]): Promise<[string, string, string]> {
  const asks = ["laces", "insoles", "polish"].map((what) => `Do you sell ${what}? ${Date.now()}`);
  for (const ask of asks) await text(place, ask);
  return asks.reverse() as [string, string, string];
}

test("resolving leads to the next conversation in the order that was on screen, and Undo leads back", async ({
  as,
  world,
}) => {
  const ana = await as("ana", TABLET);
  const [first, second, third] = await three(world.pine);
  await ana.goto("/inbox?view=place&sort=newest");
  await line(ana, first).click();
  await isOpen(ana, first);
  await press(ana, "Resolve");
  await isOpen(ana, second);
  await expect(line(ana, first)).toHaveCount(0);
  await expect(ana.locator("h2:focus")).toHaveCount(1);

  // A new message would stand first: it waits, and what follows is what the person saw.
  const late = `Are you open? ${Date.now()}`;
  await text(world.pine, late);
  await expect(ana.getByRole("button", { name: NEW })).toBeVisible();
  await press(ana, "Resolve");
  await isOpen(ana, third);
  await ana
    .getByRole("listitem")
    .filter({ hasText: " resolved" })
    .first()
    .getByRole("button", { name: "Undo" })
    .click();
  await isOpen(ana, second);
  await expect(line(ana, second)).toBeVisible();
  await expect(line(ana, late)).toHaveCount(0);
  await ana.getByRole("button", { name: NEW }).click();
  await expect(line(ana, late)).toBeVisible();
});

test("on a phone resolving leads to the list or to the next conversation, as I have chosen for all my devices", async ({
  as,
  world,
}) => {
  const [abe, phone] = [await as("abe"), await as("abe", PHONE)];
  const [first, second] = await three(world.pine);
  await abe.goto("/account");
  /** Chooses on the desktop; the phone then opens its list. */
  const choose = async (name: string) => {
    const saved = abe.waitForResponse(/team\.savePreferences/);
    await abe.getByRole("radiogroup", { name: "After resolving" }).getByRole("radio", { name }).click();
    await saved;
    await phone.goto("/inbox?view=place&sort=newest");
  };
  await choose("The list");
  await expectAccessibleInBoth(abe);
  await line(phone, first).click();
  await isOpen(phone, first);
  await resolveOnPhone(phone);
  await expect(line(phone, second)).toBeFocused();
  await expect(messages(phone)).toHaveCount(0);

  await choose("Next conversation");
  await line(phone, second).click();
  await isOpen(phone, second);
  await resolveOnPhone(phone);
  await expect(messages(phone)).toHaveCount(1);
  await expect(messages(phone).getByText(second)).toHaveCount(0);
});

test("by keyboard alone E leads through the list", async ({ as, world }) => {
  const ana = await as("ana");
  await mutate(ana.request, "team.savePreferences", { afterClaim: "next" });
  try {
    const [first, second, third] = await three(world.pine);
    await ana.goto("/inbox?view=place&sort=newest");
    await line(ana, first).focus();
    await ana.keyboard.press("Enter");
    await isOpen(ana, first);
    await ana.keyboard.press("e");
    await isOpen(ana, second);
    await ana.keyboard.press("m");
    await isOpen(ana, third);
  } finally {
    await mutate(ana.request, "team.savePreferences", { afterClaim: "stay" });
  }
});
