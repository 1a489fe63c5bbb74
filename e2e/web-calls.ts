import type { Locator, Page } from "@playwright/test";
import { expect } from "./fixtures";
import { openChat } from "./screens";
import type { Place } from "./world";

/* Calls from the chat of a retailer's page, and their controls in the workspace. */

/** Contexts that may use the microphone; the browser brings a fake one. */
export const MICROPHONE = { permissions: ["microphone"] };

/** A visitor of the retailer's page calls the store from the chat. */
export async function callStore(page: Page, url: string, { name }: Place) {
  await page.goto(url);
  const chat = await openChat(page);
  await chat.getByRole("button", { name: `Call ${name}` }).click();
  await chat.getByRole("button", { name: "Start call" }).click();
  const call = chat.getByRole("region", { name: "Call" });
  await expect(call).toContainText(`Calling ${name} …`);
  return { chat, call };
}

export const ring = (page: Page): Locator => page.getByRole("alertdialog");
export const bar = (page: Page): Locator => page.getByRole("region", { name: /^Call with / });
