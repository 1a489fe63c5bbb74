import type { Page } from "@playwright/test";
import { signIn } from "./api";
import { expectAccessible } from "./axe";
import { expect, test } from "./fixtures";
import { setAt } from "./place-settings";
import { messages, press, TABLET } from "./screens";
import { bar, callStore, MICROPHONE, ring } from "./web-calls";
import { AFTER_CALLS, DEMO_ADMIN } from "./world";

const wrapUp = (page: Page) => page.getByRole("region", { name: /^Wrap-up: / });

test("after a call an associate says how it went and writes a note, through a reload and on two devices, and is done", async ({
  as,
  world,
  shop,
  browser,
  playwright,
}) => {
  const admin = await playwright.request.newContext();
  expect(await signIn(admin, DEMO_ADMIN)).toBe(true);
  // The longest time there is, which a busy machine does not use up.
  await setAt(admin, world.pine, AFTER_CALLS, 600);
  const [ana, tablet] = await Promise.all([as("ana", MICROPHONE), as("ana", TABLET)]);
  await Promise.all([ana.goto("/inbox?view=place&sort=newest"), tablet.goto("/account")]);
  await expect(ana.getByRole("region", { name: "Conversations" })).toBeVisible();
  await expect(tablet.getByRole("main")).toBeVisible();
  const visitor = await (await browser.newContext(MICROPHONE)).newPage();
  const { call } = await callStore(visitor, await shop(world.pine), world.pine);
  await ring(ana).getByRole("button", { name: "Answer" }).click();
  await bar(ana)
    .getByRole("link", { name: /Open the conversation$/ })
    .click();
  const reply = ana.getByRole("textbox", { name: /^Reply to/ });
  await reply.fill("I have ");
  await call.getByRole("button", { name: "Hang up" }).click();

  // The panel comes on every screen of hers, and leaves the keyboard where it was.
  await Promise.all([expect(wrapUp(ana)).toBeVisible(), expect(wrapUp(tablet)).toBeVisible()]);
  await expect(reply).toBeFocused();
  await expect(wrapUp(ana).getByRole("timer")).toHaveText(/^\d+:\d\d left$/);
  await expectAccessible(tablet);
  await wrapUp(tablet).getByRole("button", { name: "Order placed" }).click();
  const chosen = { name: "Order placed", pressed: true };
  await expect(wrapUp(ana).getByRole("button", chosen)).toBeVisible();
  await expect(messages(ana).getByText("Outcome: Order placed")).toBeVisible();

  // What was typed survives a reload and another page.
  await wrapUp(ana).getByRole("textbox").fill("Wants it gift-wrapped");
  await ana.reload();
  await expect(wrapUp(ana).getByRole("button", chosen)).toBeVisible();
  await expect(wrapUp(ana).getByRole("textbox")).toHaveValue("Wants it gift-wrapped");
  await wrapUp(ana).getByRole("button", { name: "Done" }).click();
  await Promise.all([expect(wrapUp(ana)).toHaveCount(0), expect(wrapUp(tablet)).toHaveCount(0)]);
  await expect(messages(ana).getByText("Wants it gift-wrapped")).toBeVisible();

  // Later she says something else, and the list of calls says so.
  await press(ana, "Change outcome");
  await wrapUp(ana).getByRole("button", { name: "Callback needed" }).click();
  await expect(messages(ana).getByText("Outcome: Callback needed")).toBeVisible();
  await wrapUp(ana).getByRole("button", { name: "Close" }).click();
  await tablet.goto("/calls?tab=all");
  await expect(tablet.locator("[data-call-row]").first()).toContainText("Callback needed");

  await setAt(admin, world.pine, AFTER_CALLS, null);
  await admin.dispose();
  await visitor.context().close();
});
