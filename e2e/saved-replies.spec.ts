import type { APIRequestContext, Page } from "@playwright/test";
import { uuidv7 } from "uuidv7";
import { quietHours } from "@/server/domain/consent/settings";
import { mutate, signIn } from "./api";
import { expectAccessibleInBoth } from "./axe";
import { expect, test } from "./fixtures";
import { setAt } from "./place-settings";
import { line, messages, press, stored, TABLET, text } from "./screens";
import { DEMO_ADMIN, type Place } from "./world";

/** Adds a saved reply of this place. */
const addAt = (admin: APIRequestContext, { id: placeId }: Place, name: string, body: string) =>
  mutate(admin, "replies.save", {
    ...{ replyId: uuidv7(), library: { kind: "place", placeId }, name, shortcut: null, body, expectedVersion: 0 },
  });

/** Opens a customer's new conversation at this place. */
async function openNew(page: Page, place: Place): Promise<void> {
  const ask = `Is it there yet? ${Date.now()}`;
  await text(place, ask);
  await page.goto("/inbox?view=place&sort=newest");
  await line(page, ask).click();
  await expect(messages(page).getByText(ask)).toBeVisible();
}

const field = (page: Page) => page.getByRole("textbox", { name: /^Reply to/ });
const list = (page: Page) => page.getByRole("listbox", { name: "Saved replies" });

test.beforeEach(async ({ request, world }) => {
  expect(await signIn(request, DEMO_ADMIN)).toBe(true);
  // At every time of the day.
  await setAt(request, world.pine, "consent.quiet_hours", { ...quietHours.default, enabled: false });
});
test.afterEach(({ request, world }) => setAt(request, world.pine, "consent.quiet_hours", null));

test("by keyboard alone, somebody adds a saved reply, inserts it with a slash, fills in what is missing and sends it", async ({
  as,
  world,
}) => {
  const [name, shortcut] = [`Ready for pickup ${Date.now()}`, `ready${Date.now()}`];
  const ana = await as("ana", { viewport: { width: 1440, height: 900 }, reducedMotion: "reduce" });
  await ana.goto("/account/replies");
  await ana.getByRole("button", { name: "New saved reply" }).focus();
  await ana.keyboard.press("Enter");
  const dialog = ana.getByRole("dialog", { name: "New saved reply" });
  await expect(dialog).toBeVisible();
  await dialog.getByRole("textbox", { name: "Name" }).focus();
  await ana.keyboard.type(name);
  await ana.keyboard.press("Tab");
  await ana.keyboard.type(shortcut);
  await ana.keyboard.press("Tab");
  await ana.keyboard.type("Order ");
  await dialog.getByRole("button", { name: "Order number" }).focus();
  await ana.keyboard.press("Enter");
  await expect(dialog.getByRole("textbox", { name: "Text" })).toBeFocused();
  await ana.keyboard.type(` is at ${world.pine.name}.`);
  await expectAccessibleInBoth(ana);
  await dialog.getByRole("button", { name: "Save" }).focus();
  await ana.keyboard.press("Enter");
  await expect(dialog).toHaveCount(0);
  const row = ana.getByRole("list", { name: "Mine" }).getByRole("listitem").filter({ hasText: name });
  await expect(row).toContainText("Not used yet");
  await expectAccessibleInBoth(ana);

  await openNew(ana, world.pine);
  await field(ana).focus();
  await ana.keyboard.type("Good news. /");
  await expect(list(ana)).toBeVisible();
  await expectAccessibleInBoth(ana);
  await ana.keyboard.type(shortcut);
  await expect(list(ana).getByRole("option")).toHaveCount(1);
  await ana.keyboard.press("Enter");
  await expect(list(ana)).toHaveCount(0);
  await expect(field(ana)).toHaveValue(`Good news. Order {{order.number}} is at ${world.pine.name}.`);
  await expect(ana.getByText("{{order.number}} has no value here.")).toBeVisible();
  await expect(ana.getByRole("button", { name: "Send", exact: true })).toBeDisabled();
  await expectAccessibleInBoth(ana);
  // The field without a value is selected.
  await ana.keyboard.type("1001");
  const body = `Good news. Order 1001 is at ${world.pine.name}.`;
  await expect(field(ana)).toHaveValue(body);
  await ana.keyboard.press("Control+Enter");
  await expect(stored(ana, world.ana, body)).toBeVisible();
  await ana.goto("/account/replies");
  await expect(row).toContainText("Used once");
});

test("Escape leaves the text, and the browser's Undo takes an inserted reply back", async ({ as, world, request }) => {
  const name = `Parking ${Date.now()}`;
  await addAt(request, world.pine, name, "Behind the store.");
  const ana = await as("ana");
  await openNew(ana, world.pine);
  await field(ana).focus();
  await ana.keyboard.type("/parking");
  await expect(list(ana)).toBeVisible();
  await ana.keyboard.press("Escape");
  await expect(list(ana)).toHaveCount(0);
  await expect(field(ana)).toHaveValue("/parking");
  await expect(field(ana)).toBeFocused();
  await ana.keyboard.press("Control+A");
  await ana.keyboard.type(`/${name}`);
  await ana.keyboard.press("Tab");
  await expect(field(ana)).toHaveValue("Behind the store.");
  await ana.keyboard.press("Control+Z");
  await expect(field(ana)).toHaveValue(`/${name}`);
});

test("on a tablet the button opens the list, a tap inserts, and what a supervisor adds appears in the open list", async ({
  as,
  world,
  request,
}) => {
  const [first, second] = [`Boot fitting ${Date.now()}`, `Sock fitting ${Date.now()}`];
  await addAt(request, world.pine, first, "We fit boots until {{location.name}} closes.");
  const ana = await as("ana", { ...TABLET, reducedMotion: "reduce" });
  await openNew(ana, world.pine);
  await ana.getByRole("button", { name: "Saved replies" }).tap();
  await expect(list(ana).getByRole("option", { name: first })).toBeVisible();
  await expect(field(ana)).not.toBeFocused();
  await expectAccessibleInBoth(ana);
  await addAt(request, world.pine, second, "Socks, too.");
  await expect(list(ana).getByRole("option", { name: second })).toBeVisible();
  await list(ana).getByRole("option", { name: first }).tap();
  const body = `We fit boots until ${world.pine.name} closes.`;
  await expect(field(ana)).toHaveValue(body);
  await press(ana, "Send");
  await expect(stored(ana, world.ana, body)).toBeVisible();
});

test("a deleted reply comes back with Undo, on every screen that shows it", async ({ as, world }) => {
  const name = `Opening hours ${Date.now()}`;
  const sue = await as("sue", { ...TABLET, reducedMotion: "reduce" });
  const admin = sue.context().request;
  await addAt(admin, world.pine, name, "From 9 to 5.");
  await sue.goto("/account/replies");
  const ana = await as("ana");
  await ana.goto("/account/replies");
  const shown = ana.getByRole("list", { name: world.pine.name }).getByRole("listitem").filter({ hasText: name });
  await expect(shown).toBeVisible();
  await expect(shown.getByRole("button")).toHaveCount(0);
  await sue.getByRole("button", { name: `More actions for ${name}` }).tap();
  await sue.getByRole("menuitem", { name: "Delete" }).tap();
  await expect(shown).toHaveCount(0);
  await sue.getByRole("button", { name: "Undo" }).tap();
  await expect(shown).toBeVisible();
});
