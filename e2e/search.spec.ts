import { expectAccessible } from "./axe";
import { expect, test } from "./fixtures";
import { messages, TABLET, text } from "./screens";

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true };

test("a message far back in a long thread is found by its words and opened at its place, by keyboard alone", async ({
  as,
  world,
}) => {
  const word = `heliotrope${world.pine.id.slice(-6)}`;
  const from = await text(world.pine, `Do you have the ${word} scarf?`);
  for (let n = 1; n <= 70; n++) await text(world.pine, `and another question, number ${n}`, from);
  const ana = await as("ana", { reducedMotion: "reduce" });
  await ana.goto("/inbox");
  await expect(ana.getByRole("region", { name: "Conversations" })).toBeVisible();
  await ana.keyboard.press("/");
  const palette = ana.getByRole("dialog", { name: "Search and commands" });
  await expect(palette.getByRole("combobox")).toBeFocused();
  await ana.keyboard.type(`scarf ${word.slice(0, 12).toUpperCase()}`);
  const found = palette.getByRole("group", { name: "Messages and notes" }).getByRole("option");
  await expect(found).toHaveCount(1);
  await expect(found.locator("mark")).toHaveText([word, "scarf"]);
  for (const colorScheme of ["light", "dark"] as const) {
    await ana.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await expectAccessible(ana);
  }
  await ana.keyboard.press("Enter");
  await expect(palette).toBeHidden();
  await expect(messages(ana).getByText(`Do you have the ${word} scarf?`)).toBeInViewport();
  await ana.keyboard.press("/");
  await expect(palette.getByRole("group", { name: "Recent searches" }).getByRole("option").first()).toContainText(
    "scarf",
  );
  await ana.keyboard.press("Escape");
  await expect(palette).toBeHidden();
});

for (const [device, options] of Object.entries({ phone: PHONE, tablet: TABLET }))
  test(`on a ${device}, a customer is found by the last four digits by touch`, async ({ as, world }) => {
    const from = await text(world.pine, "Is my parcel here?");
    const ana = await as("ana", options);
    await ana.goto("/inbox");
    await ana.getByRole("button", { name: "Search", exact: true }).tap();
    const palette = ana.getByRole("dialog", { name: "Search and commands" });
    await palette.getByRole("combobox").fill(from.slice(-4));
    await palette.getByRole("group", { name: "Customers" }).getByRole("option").first().tap();
    await expect(messages(ana)).toBeVisible();
  });

test("somebody at another store does not find the message", async ({ as, world }) => {
  const word = `periwinkle${world.pine.id.slice(-6)}`;
  await text(world.pine, `A ${word} umbrella, please`);
  const ben = await as("ben");
  await ben.goto("/inbox");
  await ben.keyboard.press("/");
  const palette = ben.getByRole("dialog", { name: "Search and commands" });
  await palette.getByRole("combobox").fill(word);
  await expect(palette.getByText(`Nothing found for “${word}”`)).toBeVisible();
});
