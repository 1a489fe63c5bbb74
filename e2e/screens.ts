import { expect, type FrameLocator, type Locator, type Page } from "@playwright/test";
import { newPhone, receiveSms } from "./send-webhooks";
import type { Person, Place } from "./world";

/* Locators for the workspace's screens, by role and name. */

export const TABLET = { viewport: { width: 1180, height: 820 }, hasTouch: true };

/** A row of the inbox with this text. */
export const line = (page: Page, text: string): Locator =>
  page.getByRole("region", { name: "Conversations" }).getByRole("link").filter({ hasText: text });
/** The open conversation's timeline. */
export const messages = (page: Page): Locator => page.getByRole("region", { name: /^Timeline with/ });
export const press = (page: Page, name: string): Promise<void> =>
  page.getByRole("button", { name, exact: true }).click();

export async function reply(page: Page, body: string): Promise<void> {
  await page.getByRole("textbox", { name: /^Reply to/ }).fill(body);
  await press(page, "Send");
}

/** A message of this person that the server has stored: until then it is on this device only, under another name. */
export const stored = (page: Page, { name }: Person, body: string): Locator =>
  messages(page)
    .getByRole("article", { name: `Message from ${name}` })
    .filter({ hasText: body });

/** Scrolls down the list of conversations until this row is on it: only those near the screen are. */
export async function scrollTo(page: Page, row: Locator): Promise<void> {
  const list = page.locator("[data-list]");
  await expect(async () => {
    if (await row.isVisible()) return;
    await list.evaluate((element) => element.scrollBy(0, 400));
    await expect(row).toBeVisible({ timeout: 1000 });
  }).toPass();
}

/** Texts a store. @returns the number it came from */
export async function text(place: Place, body: string, from = newPhone()): Promise<string> {
  expect(await receiveSms({ from, to: place.phone, text: body })).toBe(200);
  return from;
}

/** Opens the chat on the retailer's page, as a visitor does. */
export async function openChat(page: Page): Promise<FrameLocator> {
  await page.getByRole("button", { name: /^Chat with our shop/ }).click();
  const chat = page.frameLocator("iframe");
  await expect(chat.getByRole("textbox", { name: "Message" })).toBeVisible();
  return chat;
}

export async function write(chat: FrameLocator, body: string): Promise<void> {
  await chat.getByRole("textbox", { name: "Message" }).fill(body);
  await chat.getByRole("button", { name: "Send" }).click();
}

/** Waits until the server has stored what a visitor wrote: only then it has a time. */
export async function isStored(chat: FrameLocator, body: string): Promise<void> {
  const written = chat.getByRole("listitem").filter({ hasText: body });
  await expect(written.getByRole("time")).toBeVisible({ timeout: 60_000 });
}
