import type { Locator, Page } from "@playwright/test";
import { mutate } from "./api";
import { expectAccessibleInBoth } from "./axe";
import { expect, test } from "./fixtures";
import { line, messages, press, stored, TABLET, text } from "./screens";
import type { Place } from "./world";

/* What people write is theirs on every device until it is sent. */

const field = (page: Page): Locator => page.getByRole("textbox", { name: /^Reply to/ });
const noteField = (page: Page): Locator => page.getByRole("textbox", { name: "Note for your team" });
const badge = (page: Page, ask: string): Locator => line(page, ask).getByText("Draft", { exact: true });

/** A customer's question at this place. */
async function ask(place: Place, words: string): Promise<string> {
  const question = `${words} ${Date.now()}`;
  await text(place, question);
  return question;
}

async function open(page: Page, question: string): Promise<void> {
  await page.goto("/inbox?view=all&sort=newest");
  await line(page, question).click();
  await expect(messages(page).getByText(question)).toBeVisible();
}

test("a reply that is begun on the tablet is finished at the desk, and gone from both once it is sent", async ({
  as,
  world,
}) => {
  const question = await ask(world.pine, "Do you have it in blue?");
  const [tablet, desk] = [await as("ana", TABLET), await as("ana")];
  await open(tablet, question);
  await desk.goto("/inbox?view=all&sort=newest");
  await expect(line(desk, question)).toBeVisible();
  await expect(badge(desk, question)).toHaveCount(0);
  await field(tablet).fill("Yes, we");
  // The list of the other device says so by itself.
  await expect(badge(desk, question)).toBeVisible();
  await line(desk, question).click();
  await expect(field(desk)).toHaveValue("Yes, we");
  await field(desk).press("End");
  await field(desk).pressSequentially(" have two");
  await expect(field(tablet)).toHaveValue("Yes, we have two");
  await expectAccessibleInBoth(desk);
  await press(desk, "Send");
  await expect(stored(desk, world.ana, "Yes, we have two")).toBeVisible();
  await expect(field(tablet)).toHaveValue("");
  await expect(badge(tablet, question)).toHaveCount(0);
  await expect(badge(desk, question)).toHaveCount(0);
});

test("reply and note are apart, nobody else sees them, and both are there on a device that was never used before", async ({
  as,
  world,
}) => {
  const question = await ask(world.pine, "Is the green one warm?");
  const [ana, sue] = [await as("ana"), await as("sue")];
  await open(ana, question);
  await field(ana).fill("Very warm");
  await ana.getByRole("radio", { name: "Note" }).click();
  await noteField(ana).fill("Check the label");
  await open(sue, question);
  const other = await as("ana", { viewport: { width: 390, height: 844 }, hasTouch: true });
  await other.goto("/inbox?view=all&sort=newest");
  await expect(badge(other, question)).toBeVisible();
  await line(other, question).click();
  await expect(field(other)).toHaveValue("Very warm");
  await other.getByRole("radio", { name: "Note" }).click();
  await expect(noteField(other)).toHaveValue("Check the label");
  await expect(field(sue)).toHaveValue("");
  await expect(badge(sue, question)).toHaveCount(0);
});

test("two devices that write at once, one without a connection, lose neither text: the person decides", async ({
  as,
  world,
}) => {
  const question = await ask(world.pine, "Can you hold it?");
  const [tablet, desk] = [await as("ana", TABLET), await as("ana")];
  for (const page of [tablet, desk]) await open(page, question);
  await tablet.context().setOffline(true);
  await field(tablet).fill("Until Sunday");
  const isSaved = desk.waitForResponse(/saveDraft/);
  await field(desk).fill("Until Monday");
  await isSaved;
  await tablet.context().setOffline(false);
  const banner = tablet.getByRole("status").filter({ hasText: "You changed this reply on another device" });
  await expect(banner).toContainText("Until Monday");
  await expect(field(tablet)).toHaveValue("Until Sunday");
  await expectAccessibleInBoth(tablet);
  await press(tablet, "Use the other text");
  await expect(field(tablet)).toHaveValue("Until Monday");
  await press(tablet, "Undo");
  await expect(field(tablet)).toHaveValue("Until Sunday");
  await expect(banner).toHaveCount(0);
  await expect(field(desk)).toHaveValue("Until Sunday");
});

test("a reply that waits on one device for a connection, and was sent from another meanwhile, does not go out twice", async ({
  as,
  world,
}) => {
  const question = await ask(world.pine, "Is it open on Sunday?");
  const [tablet, desk] = [await as("ana", TABLET), await as("ana")];
  for (const page of [tablet, desk]) await open(page, question);
  await field(tablet).fill("From 10 to 4");
  await expect(field(desk)).toHaveValue("From 10 to 4");
  await tablet.context().setOffline(true);
  await press(tablet, "Send");
  await press(desk, "Send");
  await expect(stored(desk, world.ana, "From 10 to 4")).toBeVisible();
  await tablet.context().setOffline(false);
  await expect(tablet.getByRole("dialog", { name: "You have sent this already" })).toBeVisible();
  await expectAccessibleInBoth(tablet);
  await press(tablet, "Do not send again");
  await expect(tablet.getByRole("dialog")).toHaveCount(0);
  await expect(field(tablet)).toHaveValue("");
  await expect(messages(tablet).getByRole("article", { name: "Your unsent message" })).toHaveCount(0);
  await expect(stored(tablet, world.ana, "From 10 to 4")).toHaveCount(1);
});

test("a draft survives a reload and the reassignment of its conversation, also on a device that opens only afterwards", async ({
  as,
  world,
}) => {
  const question = await ask(world.pine, "Do you sell laces?");
  const [ana, sue] = [await as("ana"), await as("sue")];
  await open(ana, question);
  const isSaved = ana.waitForResponse(/saveDraft/);
  await field(ana).fill("Asking the back room");
  await isSaved;
  await ana.reload();
  await expect(field(ana)).toHaveValue("Asking the back room");
  const conversationId = new URL(ana.url()).searchParams.get("c") as string;
  await mutate(sue.request, "conversations.assign", { conversationId, to: { placeId: world.harbor.id } });
  await expect(ana.getByRole("textbox", { name: "Your unsent reply" })).toHaveValue("Asking the back room");
  await mutate(sue.request, "conversations.assign", { conversationId, to: { placeId: world.pine.id } });
  await expect(field(ana)).toHaveValue("Asking the back room");
  const later = await as("ana", TABLET);
  await open(later, question);
  await expect(field(later)).toHaveValue("Asking the back room");
});
