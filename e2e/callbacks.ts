import type { APIRequestContext, Locator, Page } from "@playwright/test";
import { uuidv7 } from "uuidv7";
import { mutate } from "./api";
import { expect } from "./fixtures";

/** Soon, but late enough to be in the future when a busy server reads it. */
export const soon = () => new Date(Date.now() + 10_000).toISOString();

/** Schedules a callback of one's own that is soon due. @returns its id */
export async function scheduleSoon(
  request: APIRequestContext,
  conversationId: string | null,
  reason: string,
): Promise<string> {
  const callbackId = uuidv7();
  const callback = { callbackId, conversationId, assignee: "me", reason, dueAt: soon() };
  await mutate(request, "calls.scheduleCallback", callback);
  return callbackId;
}

/** What asks somebody to make a callback. */
export const dueCallback = (page: Page): Locator => page.getByRole("alertdialog", { name: /^Callback due/ });
/** The time that is waited for is part of the guarantee. */
export const isDue = (page: Page): Promise<void> => expect(dueCallback(page)).toBeVisible({ timeout: 60_000 });
