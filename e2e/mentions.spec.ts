import type { Locator, Page } from "@playwright/test";
import { mutate } from "./api";
import { expectAccessibleInBoth } from "./axe";
import { expect, test } from "./fixtures";
import { line, messages, press, TABLET, text } from "./screens";
import type { Place } from "./world";

/* A colleague is mentioned in a note, learns of it wherever they are, and follows the conversation from then on. */

const PHONE = { viewport: { width: 390, height: 844 }, hasTouch: true };
const card = (page: Page, title: RegExp): Locator => page.getByRole("button", { name: title });
const announcer = (page: Page): Locator => page.getByRole("log", { name: "New messages" });
const noteField = (page: Page): Locator => page.getByRole("textbox", { name: "Note for your team" });
const colleagues = (page: Page): Locator => page.getByRole("listbox", { name: "Colleagues who may read this" });
const noteBy = (page: Page, name: string): Locator => messages(page).getByRole("article", { name: `Note by ${name}` });
const followers = (page: Page): Locator => page.getByRole("region", { name: "Followers" });

/** A customer's question at this place. */
async function ask(place: Place, words: string): Promise<{ question: string; from: string }> {
  const question = `${words} ${Date.now()}`;
  return { question, from: await text(place, question) };
}

async function open(page: Page, question: string, view = "all&sort=newest"): Promise<string> {
  await page.goto(`/inbox?view=${view}`);
  await line(page, question).click();
  await expect(messages(page).getByText(question)).toBeVisible();
  return new URL(page.url()).searchParams.get("c") as string;
}

/** Adds a note that mentions a colleague, by keyboard alone. */
async function mention(page: Page, name: string, words: string): Promise<void> {
  await page.keyboard.press("n");
  await expect(noteField(page)).toBeFocused();
  await page.keyboard.type("@");
  await expect(colleagues(page)).toBeVisible();
  await page.keyboard.type(name);
  await expect(colleagues(page).getByRole("option")).toHaveCount(1);
  await page.keyboard.press("Enter");
  await page.keyboard.type(words);
  await page.keyboard.press("Control+Enter");
}

test("by keyboard alone somebody mentions a colleague, whose card on every device opens the note and goes once it is seen", async ({
  as,
  world,
}) => {
  const { question } = await ask(world.pine, "Can you order it in red?");
  const [ana, abe, tablet] = [await as("ana"), await as("abe"), await as("abe", TABLET)];
  for (const page of [abe, tablet]) await page.goto("/calls");
  await expect(abe.getByRole("heading").first()).toBeVisible();
  await open(ana, question);
  await ana.keyboard.press("n");
  await expect(noteField(ana)).toBeFocused();
  await ana.keyboard.type("Have we asked the warehouse? @");
  await expect(colleagues(ana).getByRole("option", { name: world.sue.name })).toBeVisible();
  await expect(colleagues(ana).getByRole("option", { name: world.ben.name })).toHaveCount(0);
  await expectAccessibleInBoth(ana);
  await ana.keyboard.type(world.abe.name.slice(0, 3));
  await ana.keyboard.press("ArrowDown");
  await ana.keyboard.press("ArrowUp");
  await expect(colleagues(ana).getByRole("option", { name: world.abe.name })).toHaveAttribute("aria-selected", "true");
  await ana.keyboard.press("Enter");
  await expect(noteField(ana)).toHaveValue(`Have we asked the warehouse? @${world.abe.name} `);
  await expect(announcer(ana)).toContainText(`${world.abe.name} will be notified`);
  await expect(ana.getByText(`Notifies ${world.abe.name}`)).toBeVisible();
  await ana.keyboard.press("Control+Enter");
  await expect(noteBy(ana, world.ana.name)).toContainText(`@${world.abe.name}`);

  const mentioned = new RegExp(`^${world.ana.name} mentioned you`);
  for (const page of [abe, tablet]) await expect(card(page, mentioned)).toContainText("Have we asked the warehouse?");
  for (const page of [abe, tablet]) await card(page, mentioned).hover();
  await expect(announcer(tablet)).toContainText(`${world.ana.name} mentioned you`);
  for (const page of [abe, tablet]) await expect(page).toHaveTitle(/^\(\d+\) Calls/);
  await expectAccessibleInBoth(tablet);
  await card(tablet, mentioned).click();
  await expect(noteBy(tablet, world.ana.name)).toContainText(`@${world.abe.name} (you)`);
  await expect(card(abe, mentioned)).toHaveCount(0);
  await expect(followers(tablet)).toContainText("Followed by you");
  await expectAccessibleInBoth(tablet);
  await tablet.reload();
  await expect(noteBy(tablet, world.ana.name)).toContainText("(you)");
  await expect(card(tablet, mentioned)).toHaveCount(0);
});

test("whoever was away finds what they are mentioned in, counted until they have seen it", async ({ as, world }) => {
  const { question } = await ask(world.pine, "Is it waterproof?");
  const ana = await as("ana");
  const conversationId = await open(ana, question);
  await mention(ana, world.sue.name, "what did we promise?");
  await expect(noteBy(ana, world.ana.name)).toContainText("what did we promise?");
  await mutate(ana.request, "conversations.resolve", { conversationId });

  const sue = await as("sue", { viewport: { width: 1440, height: 900 } });
  await sue.goto("/inbox?view=following");
  const view = sue.getByRole("navigation", { name: "Views" }).getByRole("button", { name: /^Following/ });
  const row = line(sue, "what did we promise?");
  await expect(row).toContainText("You are mentioned");
  await expect(row).toContainText("Resolved");
  const before = Number((await view.textContent())?.replace(/\D/g, ""));
  expect(before).toBeGreaterThan(0);
  await expectAccessibleInBoth(sue);
  await row.click();
  await expect(noteBy(sue, world.ana.name)).toContainText("(you)");
  await expect(row).not.toContainText("You are mentioned");
  await expect(view).toHaveText(before > 1 ? `Following${before - 1}` : "Following");
});

test("a follower is notified quietly when the customer writes, stops by key with Undo or in the menu, and is then not notified", async ({
  as,
  world,
}) => {
  const { question, from } = await ask(world.pine, "Do you gift-wrap?");
  const abe = await as("abe", { viewport: { width: 1440, height: 900 } });
  const sue = await as("sue", TABLET);
  await open(abe, question);
  await abe.keyboard.press("f");
  await expect(followers(abe)).toContainText("Followed by you");
  await open(sue, question);
  await expect(followers(sue)).toContainText(`Followed by ${world.abe.name}`);
  await followers(sue).getByRole("button", { name: "Follow" }).click();
  await expect(followers(abe)).toContainText(`you and ${world.sue.name}`);
  await expectAccessibleInBoth(sue);

  await abe.goto("/calls");
  await expect(abe.getByRole("heading").first()).toBeVisible();
  const wrote = /whom you follow, wrote/;
  const again = `In blue paper? ${Date.now()}`;
  await text(world.pine, again, from);
  await expect(card(abe, wrote)).toContainText(again);
  await card(abe, wrote).click();
  await expect(messages(abe).getByText(again)).toBeVisible();
  await expect(abe).toHaveURL(/view=following/);

  await abe.keyboard.press("f");
  await expect(followers(abe)).toContainText(`Followed by ${world.sue.name}`);
  const undo = abe
    .getByRole("listitem")
    .filter({ hasText: "You no longer follow" })
    .getByRole("button", { name: "Undo" });
  await undo.click();
  await expect(followers(abe)).toContainText("you and");
  await press(abe, "More actions");
  await abe.getByRole("menuitem", { name: /^Unfollow/ }).click();
  await expect(followers(abe)).not.toContainText("you");
  await abe.goto("/calls");
  await expect(abe.getByRole("heading").first()).toBeVisible();
  const last = `Thanks! ${Date.now()}`;
  await text(world.pine, last, from);
  await expect(card(sue, wrote).or(messages(sue).getByText(last)).first()).toBeVisible();
  await expect(card(abe, wrote)).toHaveCount(0);
});

test("a follower who may read it no longer loses it at once, and is not notified of it until it comes back", async ({
  as,
  world,
}) => {
  const { question, from } = await ask(world.pine, "Can I return it?");
  const [abe, sue] = [await as("abe"), await as("sue")];
  const conversationId = await open(abe, question);
  await abe.keyboard.press("f");
  await expect(followers(abe)).toContainText("Followed by you");
  await open(abe, question, "following");
  const move = ({ id: placeId }: Place) =>
    mutate(sue.request, "conversations.assign", { conversationId, to: { placeId } });
  await move(world.harbor);
  await expect(line(abe, question)).toHaveCount(0);
  await expect(followers(abe)).toHaveCount(0);
  await open(sue, question);
  await expect(followers(sue)).toHaveCount(0);
  const secret = `My receipt is 12345 ${Date.now()}`;
  await text(world.pine, secret, from);
  await expect(messages(sue).getByText(secret)).toBeVisible();
  await expect(card(abe, /wrote/)).toHaveCount(0);
  await expect(abe.getByText(secret)).toHaveCount(0);
  await move(world.pine);
  await expect(line(abe, secret)).toBeVisible();
});

test("on a phone without a connection a colleague is chosen by touch; the note waits with its mention and reaches them later", async ({
  as,
  world,
}) => {
  const { question } = await ask(world.pine, "Which size runs small?");
  const [ana, abe] = [await as("ana", PHONE), await as("abe", TABLET)];
  await abe.goto("/calls");
  await expect(abe.getByRole("heading").first()).toBeVisible();
  await open(ana, question);
  await ana.getByRole("radio", { name: "Note" }).tap();
  await noteField(ana).fill("Please check");
  await ana.getByRole("button", { name: "Mention a colleague" }).tap();
  await expect(colleagues(ana)).toBeVisible();
  await expectAccessibleInBoth(ana);
  await ana.context().setOffline(true);
  await colleagues(ana).getByRole("option", { name: world.abe.name }).tap();
  await expect(noteField(ana)).toHaveValue(`Please check @${world.abe.name} `);
  await ana.getByRole("button", { name: "Add note" }).tap();
  await expect(ana.getByRole("article", { name: "Your unsaved note" })).toContainText(`@${world.abe.name}`);
  await ana.context().setOffline(false);
  await expect(noteBy(ana, world.ana.name)).toContainText(`@${world.abe.name}`, { timeout: 60_000 });
  await expect(card(abe, new RegExp(`^${world.ana.name} mentioned you`))).toHaveCount(1);
});

test("a note that mentions somebody is continued on another device, and mentions them from there", async ({
  as,
  world,
}) => {
  const { question } = await ask(world.pine, "Does it come in wool?");
  const [tablet, desk] = [await as("ana", TABLET), await as("ana")];
  for (const page of [tablet, desk]) await open(page, question);
  await tablet.keyboard.press("n");
  await tablet.keyboard.type(`@${world.abe.name}`);
  await expect(colleagues(tablet).getByRole("option")).toHaveCount(1);
  await tablet.keyboard.press("Enter");
  await desk.keyboard.press("n");
  await expect(noteField(desk)).toHaveValue(`@${world.abe.name} `);
  await expect(desk.getByText(`Notifies ${world.abe.name}`)).toBeVisible();
  await desk.keyboard.press("End");
  await desk.keyboard.type("is there any?");
  await desk.keyboard.press("Control+Enter");
  await expect(followers(desk)).toContainText(`Followed by ${world.abe.name}`);
  await expect(noteField(tablet)).toHaveValue("");
});

test("a note that waited for a connection while its colleague lost the conversation comes back with the reason, and loses nothing", async ({
  as,
  world,
}) => {
  const { question } = await ask(world.pine, "Can Harbor send it?");
  const [ana, sue] = [await as("ana"), await as("sue")];
  const conversationId = await open(ana, question);
  const card = { need: "Exchange for size 9", facts: "", promises: "", consent: "" };
  const to = { userId: world.ben.id };
  const made = (await mutate(sue.request, "conversations.transfer", { conversationId, to, card })) as {
    offer: { id: string };
  };
  await ana.keyboard.press("n");
  await ana.keyboard.type(`@${world.ben.name}`);
  await expect(colleagues(ana).getByRole("option")).toHaveCount(1);
  await ana.keyboard.press("Enter");
  await ana.keyboard.type("can you send it?");
  await ana.context().setOffline(true);
  await press(ana, "Add note");
  const waiting = ana.getByRole("article", { name: "Your unsaved note" });
  await expect(waiting).toContainText("can you send it?");
  await mutate(sue.request, "conversations.withdrawOffer", { conversationId, offerId: made.offer.id });
  await ana.context().setOffline(false);
  await expect(waiting.getByRole("alert")).toContainText(`${world.ben.name} may not read this conversation`, {
    timeout: 60_000,
  });
  await expectAccessibleInBoth(ana);
  await waiting.getByRole("button", { name: "Edit" }).click();
  if (!(await noteField(ana).isVisible())) await ana.getByRole("radio", { name: "Note" }).click();
  await expect(noteField(ana)).toHaveValue(`@${world.ben.name} can you send it?`);
  await noteField(ana).fill("Harbor can send it.");
  await noteField(ana).press("Control+Enter");
  await expect(noteBy(ana, world.ana.name)).toContainText("Harbor can send it.");
});
