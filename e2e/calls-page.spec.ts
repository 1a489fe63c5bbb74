import { query } from "./api";
import { expectAccessibleInBoth } from "./axe";
import { expect, test } from "./fixtures";
import { press, TABLET } from "./screens";
import { bar, callStore, MICROPHONE, ring } from "./web-calls";

test.describe.configure({ mode: "serial" });

test("a missed call is counted and listed, is called back from the list, and waits no longer once it is answered", async ({
  as,
  world,
  shop,
  browser,
}) => {
  const ana = await as("ana", { ...TABLET, ...MICROPHONE });
  await ana.goto("/calls");
  await expect(ana.getByRole("navigation", { name: "Calls to show" })).toBeVisible();
  const visitor = await (await browser.newContext(MICROPHONE)).newPage();
  const { chat, call } = await callStore(visitor, await shop(world.pine), world.pine);
  await expect(ring(ana)).toBeVisible();
  // Another visitor may wait after a missed call, too, and all of them have one name.
  const [{ conversationId }] = await query<[{ conversationId: string }]>(ana.request, "calls.mine");
  await call.getByRole("button", { name: "Hang up" }).click();
  await expect(ring(ana)).toHaveCount(0);

  const waiting = ana.getByRole("region", { name: "Waiting for an answer" });
  const row = waiting.getByRole("listitem").filter({ has: ana.locator(`a[href*="${conversationId}"]`) });
  await expect(row).toHaveCount(1);
  await expect(ana.getByText(/customers? waits? after a missed call/).first()).toBeAttached();
  await expectAccessibleInBoth(ana);

  await row.getByRole("button", { name: "Call back" }).click();
  await expect(bar(ana)).toContainText("Calling");
  await chat.getByRole("alertdialog", { name: "Call" }).getByRole("button", { name: "Answer" }).click();
  await expect(call).toContainText("Connected with");
  await expect(row).toHaveCount(0);
  await press(ana, "End");
  await press(ana, "End call");
  await expect(call).toContainText("Call ended");
  await visitor.context().close();
});

test("a supervisor sees a live call on the board, listens to it there, and both end with the call", async ({
  as,
  world,
  shop,
  browser,
}) => {
  const ana = await as("ana", { ...TABLET, ...MICROPHONE });
  await ana.goto("/calls?tab=live");
  const sue = await as("sue", MICROPHONE);
  await sue.goto("/board");
  await sue.getByRole("button", { name: /^Live calls/ }).click();
  const calls = sue.getByRole("region", { name: "Live calls" });
  await expect(calls.getByText("No calls right now")).toBeVisible();

  const visitor = await (await browser.newContext(MICROPHONE)).newPage();
  const { call } = await callStore(visitor, await shop(world.pine), world.pine);
  await ring(ana).getByRole("button", { name: "Answer" }).click();
  await expect(call).toContainText("Connected with");
  const row = calls.getByRole("listitem").filter({ hasText: world.pine.name });
  await expect(row).toContainText(world.ana.name);
  await row.getByRole("button", { name: "Listen" }).click();
  await expect(bar(sue)).toBeVisible();
  await expect(bar(ana)).toContainText(world.sue.name);
  await expectAccessibleInBoth(sue);
  await sue.getByRole("button", { name: /^Listen: change/ }).click();
  await expect(sue.getByRole("menuitemradio", { name: /^Whisper/ })).toBeVisible();
  await sue.keyboard.press("Escape");
  await call.getByRole("button", { name: "Hang up" }).click();
  await expect(bar(sue)).toHaveCount(0);
  await expect(calls.getByText("No calls right now")).toBeVisible();
  await expect(row).toHaveCount(0);
  await visitor.context().close();
});
