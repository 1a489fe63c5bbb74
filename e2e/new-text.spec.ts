import type { Locator } from "@playwright/test";
import { quietHours } from "@/server/domain/consent/settings";
import { signIn } from "./api";
import { expectAccessibleInBoth } from "./axe";
import { expect, test } from "./fixtures";
import { setAt } from "./place-settings";
import { line, messages, press, stored, TABLET, text } from "./screens";
import { newPhone } from "./send-webhooks";
import { DEMO_ADMIN, type Place } from "./world";

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true };

/** Chooses the number of this place where the person has several. */
async function chooseNumberOf(dialog: Locator, place: Place): Promise<void> {
  const from = dialog.getByRole("combobox", { name: "From" });
  if (!(await from.isVisible())) return;
  const value = await from.locator("option", { hasText: place.name }).getAttribute("value");
  await from.selectOption(value);
}

test("a number that never wrote is texted by keyboard alone, and its answer comes in the same conversation", async ({
  as,
  world,
  request,
}) => {
  expect(await signIn(request, DEMO_ADMIN)).toBe(true);
  // At every time of the day.
  await setAt(request, world.pine, "consent.quiet_hours", { ...quietHours.default, enabled: false });
  const phone = newPhone();
  const [body, answer] = [`Your boots are here. ${Date.now()}`, `Great, I am coming. ${Date.now()}`];
  const ana = await as("ana", { reducedMotion: "reduce" });
  await ana.goto("/inbox");
  await expect(ana.getByRole("region", { name: "Conversations" })).toBeVisible();
  await ana.keyboard.press("w");
  const dialog = ana.getByRole("dialog", { name: "New text" });
  await expect(dialog.getByRole("textbox", { name: "Mobile number" })).toBeVisible();
  await expectAccessibleInBoth(ana);
  await chooseNumberOf(dialog, world.pine);
  await dialog.getByRole("textbox", { name: "Mobile number" }).focus();
  await ana.keyboard.type(phone);
  await ana.keyboard.press("Tab");
  await ana.keyboard.type(body);
  await ana.keyboard.press("Tab");
  await ana.keyboard.press("Tab");
  await ana.keyboard.press("Enter");
  await expect(dialog).toHaveCount(0);
  await expect(stored(ana, world.ana, body)).toBeVisible();
  await text(world.pine, answer, phone);
  await expect(messages(ana).getByText(answer)).toBeVisible();
  await ana.goto("/inbox?view=mine&sort=newest");
  await expect(line(ana, answer)).toBeVisible();
  await setAt(request, world.pine, "consent.quiet_hours", null);
});

for (const [device, options] of Object.entries({ phone: PHONE, tablet: TABLET }))
  test(`on a ${device}, a text to somebody with whom there is a conversation goes along to it by touch`, async ({
    as,
    world,
  }) => {
    const [ask, body] = [`Are my boots here? ${Date.now()}`, `They are, come by. ${Date.now()}`];
    const phone = await text(world.pine, ask);
    const ana = await as("ana", { ...options, reducedMotion: "reduce" });
    await ana.goto("/inbox");
    await ana.getByRole("button", { name: "New text" }).tap();
    const dialog = ana.getByRole("dialog", { name: "New text" });
    await dialog.getByRole("textbox", { name: "Mobile number" }).fill(phone);
    await dialog.getByRole("textbox", { name: "Text" }).fill(body);
    await chooseNumberOf(dialog, world.pine);
    await dialog.getByRole("button", { name: "Send" }).tap();
    await expect(dialog.getByRole("alert")).toContainText("There is a conversation with this customer already");
    await expectAccessibleInBoth(ana);
    await dialog.getByRole("button", { name: "Open the conversation" }).tap();
    await expect(messages(ana).getByText(ask)).toBeVisible();
    await expect(ana.getByRole("textbox", { name: /^Reply to/ })).toHaveValue(body);
    await press(ana, "Send");
    await expect(stored(ana, world.ana, body)).toBeVisible();
  });

test("whoever sees no numbers has no way to text one", async ({ as }) => {
  const pat = await as("pat");
  await pat.goto("/inbox");
  await expect(pat.getByRole("region", { name: "Conversations" })).toBeVisible();
  await expect(pat.getByRole("button", { name: "New text" })).toHaveCount(0);
  await pat.keyboard.press("w");
  await expect(pat.getByRole("dialog")).toHaveCount(0);
});
