import type { APIRequestContext, Locator, Page } from "@playwright/test";
import type { SettingScope, SettingView } from "@/server/contract/setting";
import { mutate, query } from "./api";
import { expect, test } from "./fixtures";
import { line, messages, openChat, press, text } from "./screens";
import { OWN_SETTINGS, type World } from "./world";

const DESKTOP = { viewport: { width: 1440, height: 900 } };
const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true };
const MINUTE_MS = 60_000;
const DAY_MS = 1440 * MINUTE_MS;
/** From one moment, so that midnight does not come between two of them. */
const dateIn = (days: number, from: number): string => new Date(from + days * DAY_MS).toISOString().slice(0, 10);

async function openRules(page: Page, scope: string): Promise<void> {
  await page.goto("/settings?section=rules");
  await page.getByLabel("Settings of").selectOption({ label: scope });
}
const card = (page: Page, setting: string): Locator =>
  page
    .getByRole("region", { name: "Hours and rules" })
    .getByRole("listitem")
    .filter({ has: page.getByRole("heading", { name: setting, exact: true }) });
const dialog = (page: Page): Locator => page.getByRole("dialog");
/** What a dialog holds can be read without scrolling sideways. */
const isAsWideAsItsDialog = (page: Page): Promise<boolean> =>
  dialog(page)
    .locator("form")
    .evaluate(({ parentElement: box }) => box !== null && box.scrollWidth <= box.clientWidth);
async function save(page: Page): Promise<void> {
  await press(page, "Save");
  await expect(dialog(page)).toHaveCount(0);
}

const scopesOf = ({ label, outlet }: World): SettingScope[] => [
  { kind: "region", region: label },
  { kind: "place", placeId: outlet.id },
];
/** Lets the region and the outlet inherit again what these journeys set: the others of this world expect it. */
async function reset(admin: APIRequestContext, world: World): Promise<void> {
  for (const scope of scopesOf(world)) {
    const settings = await query<SettingView[]>(admin, "settings.list", { scope });
    for (const { key, own, changed } of settings)
      if (own && !(key in OWN_SETTINGS))
        await mutate(admin, "settings.save", { key, scope, own: null, expectedVersion: changed?.version ?? 0 });
  }
}
test.afterEach(async ({ as, world }) => reset((await as("adam")).context().request, world));

for (const [width, options] of Object.entries({ "a desktop": DESKTOP, "a phone": PHONE }))
  test(`opening hours are changed, seen at once by another administrator, and restored from their history, on ${width}`, async ({
    as,
    world,
  }) => {
    const [here, there] = [await as("adam", options), await as("adam")];
    await openRules(here, world.outlet.name);
    await openRules(there, world.outlet.name);

    await press(here, "Edit: Opening hours");
    await here.getByRole("radio", { name: "Weekly hours" }).click();
    await here.getByLabel("Monday, period 1, to").fill("12:30");
    await press(here, "Add a period on Monday");
    await here.getByLabel("Monday, period 2, from").fill("12:00");
    await here.getByLabel("Monday, period 2, to").fill("17:00");
    await press(here, "Save");
    await expect(here.getByText("Periods must be in order and must not overlap.")).toBeVisible();
    await expect(here.getByLabel("Monday, period 2, from")).toHaveValue("12:00");
    await here.getByLabel("Monday, period 2, from").fill("13:30");
    await expect(here.getByRole("alert").filter({ hasText: "overlap" })).toHaveCount(0);
    await press(here, "Copy Monday to Tuesday–Friday");
    await save(here);

    const week = "Monday–Friday 09:00–12:30, 13:30–17:00 · Saturday–Sunday Closed";
    for (const page of [here, there]) {
      await expect(card(page, "Opening hours")).toContainText(week);
      await expect(card(page, "Opening hours")).toContainText(`Set here · Changed by ${world.adam.name} on`);
    }

    await press(here, "Edit: Opening hours");
    await here.getByRole("radio", { name: "Around the clock" }).click();
    await save(here);
    await expect(card(there, "Opening hours")).toContainText("Around the clock");

    await press(here, "History: Opening hours");
    const first = dialog(here).getByRole("listitem").filter({ hasText: "Version 1 ·" });
    await expect(first).toContainText(week);
    await expect(first).toContainText(new RegExp(`Changed by ${world.adam.name} on .*\\d\\d:\\d\\d`));
    await press(here, "Restore version 1");
    await expect(dialog(here).getByText("restored from version 1")).toBeVisible();
    await expect(card(there, "Opening hours")).toContainText(week);
  });

test("a store that is closed says so in its chat and answers texts by itself, until the closure is taken back", async ({
  as,
  page,
  shop,
  world,
}) => {
  const [adam, sue] = [await as("adam", PHONE), await as("sue")];
  await page.goto(await shop(world.outlet));
  const chat = await openChat(page);
  await expect(chat.getByText("We're offline right now")).toBeVisible();
  await sue.goto("/inbox?view=all");

  await openRules(adam, world.outlet.name);
  const now = Date.now();
  await press(adam, "Edit: One-off closures");
  await press(adam, "Add day");
  await adam.getByLabel("Name", { exact: true }).fill("Inventory");
  await adam.getByLabel("First day").fill(dateIn(2, now));
  await adam.getByLabel("Last day (optional)").fill(dateIn(1, now));
  await press(adam, "Save");
  await expect(adam.getByText("The last day must not be before the first day.")).toBeVisible();
  await expect(adam.getByLabel("Name", { exact: true })).toHaveValue("Inventory");
  await press(adam, "Add a period on Inventory");
  await expect.poll(() => isAsWideAsItsDialog(adam)).toBe(true);
  await press(adam, "Remove Inventory, period 1");
  await adam.getByLabel("First day").fill(dateIn(-1, now));
  await save(adam);
  await expect(card(adam, "One-off closures")).toContainText("Inventory, ");

  await expect(chat.getByText(/^We're closed until/)).toBeVisible();
  const ask = `Are you open? ${Date.now()}`;
  await text(world.outlet, ask);
  await line(sue, `${world.outlet.name} is closed until`).first().click();
  await expect(messages(sue).getByText(ask)).toBeVisible();
  await expect(messages(sue).getByText(`Thanks for your message. ${world.outlet.name} is closed until`)).toBeVisible();

  await card(adam, "One-off closures").getByRole("button", { name: "Use the inherited value" }).click();
  await expect(chat.getByText("We're offline right now")).toBeVisible();
});

test("a region's limit for late answers applies on open screens at once; one that makes no sense is refused and stays", async ({
  as,
  world,
}) => {
  const [adam, sue] = [await as("adam"), await as("sue")];
  await sue.clock.install({ time: Date.now() + 20 * MINUTE_MS });
  await sue.goto("/inbox?view=all");
  const ask = `Do you repair zippers? ${Date.now()}`;
  await text(world.pine, ask);
  const waiting = (name: string) => line(sue, ask).getByRole("img", { name });
  await expect(waiting("Waiting over 15 minutes")).toBeVisible();

  await openRules(adam, world.label);
  await press(adam, "Edit: Late answers");
  await adam.getByLabel("Late after (minutes)").fill("10");
  await press(adam, "Save");
  await expect(adam.getByText("Enter a longer time than for the warning.")).toBeVisible();
  await expect(adam.getByLabel("Late after (minutes)")).toHaveValue("10");
  await adam.getByLabel("Warn after (minutes)").fill("5");
  await save(adam);
  await expect(card(adam, "Late answers")).toContainText("Warn after 5 minutes, late after 10 minutes");
  await expect(waiting("Late: waiting over 10 minutes")).toBeVisible();

  await openRules(adam, world.pine.name);
  await expect(card(adam, "Late answers")).toContainText(`Inherited from the region ${world.label}`);
});

for (const person of ["sue", "ana"] as const)
  test(`hours and rules are closed to ${person === "sue" ? "a supervisor" : "an associate"}`, async ({ as, world }) => {
    const page = await as(person);
    await page.goto("/settings?section=rules");
    await expect(page.getByText("It belongs to people with another role.")).toBeVisible();
    const { request } = page.context();
    const key = "hours.opening_hours";
    for (const scope of scopesOf(world)) {
      const change = { key, scope, own: { value: { kind: "always" } }, expectedVersion: 0 };
      await expect(mutate(request, "settings.save", change)).rejects.toThrow("settings.save");
      await expect(query(request, "settings.list", { scope })).rejects.toThrow("settings.list");
      await expect(query(request, "settings.history", { key, scope })).rejects.toThrow("settings.history");
    }
  });
