import type { Page } from "@playwright/test";
import type { CardEntryView } from "@/server/contract/card-entries";
import { expectAccessibleInBoth } from "./axe";
import { expect, test } from "./fixtures";
import { bar, callStore, MICROPHONE, ring } from "./web-calls";

const SIZES = {
  desktop: { width: 1440, height: 900 },
  tablet: { width: 820, height: 1180 },
  phone: { width: 390, height: 844 },
};
const ENTRY: CardEntryView = {
  ...{ id: "01a22e70-90f8-7edb-82c5-9d842e60daab", name: "Ana", stage: "expiry", attempt: 2, problem: "invalid" },
};

const NONE = '"cardEntry":null';
const SHOWN = `"cardEntry":${JSON.stringify(ENTRY)}`;

/**
 * Once asked to, everything that this page fetches or is pushed says that its customer enters a card: this server has no telephones. What
 * was there before stays until it is fetched again.
 */
async function asCardEntry(page: Page): Promise<() => void> {
  let isOn = false;
  await page.routeWebSocket(/socket\.io/, (socket) => {
    const server = socket.connectToServer();
    server.onMessage((message) =>
      socket.send(isOn && typeof message === "string" ? message.replaceAll(NONE, SHOWN) : message),
    );
  });
  await page.route("**/api/trpc/**calls.mine**", async (route) => {
    if (!isOn) return route.fallback();
    const response = await route.fetch();
    const body = await response.text();
    if (body.includes('"legs":') && !body.includes(NONE)) throw new Error(`a call without ${NONE}: ${body}`);
    await route.fulfill({ response, body: body.replaceAll(NONE, SHOWN) });
  });
  return () => {
    isOn = true;
  };
}

for (const [size, viewport] of Object.entries(SIZES))
  test(`card entry in the call bar has no accessibility violation in either theme: ${size}`, async ({
    as,
    world,
    shop,
    browser,
  }) => {
    const ana = await as("ana", { viewport, reducedMotion: "reduce", ...MICROPHONE });
    const toCardEntry = await asCardEntry(ana);
    await ana.goto("/account");
    await expect(ana.getByRole("main")).toBeVisible();
    const visitor = await (await browser.newContext(MICROPHONE)).newPage();
    const { call } = await callStore(visitor, await shop(world.pine), world.pine);
    await ring(ana).getByRole("button", { name: "Answer" }).click();
    await expect(call).toContainText("Connected with");

    await ana.getByRole("button", { name: "More call actions" }).click();
    const item = ana.getByRole("menuitem", { name: "Take card by keypad" });
    await expect(item).toContainText("No payment service is connected. Ask whoever runs Storeline.");
    await expect(item).toBeDisabled();
    await expectAccessibleInBoth(ana, "[role=menu]");
    await ana.keyboard.press("Escape");

    toCardEntry();
    await ana.reload();
    await expect(bar(ana)).toContainText("Card number: entered");
    await expect(bar(ana)).toContainText("Expiry: not valid, attempt 2 of 3");
    await expect(bar(ana).getByRole("button", { name: "Cancel card" })).toBeVisible();
    await expect(bar(ana).getByRole("button", { name: "Hold" })).toBeHidden();
    await expectAccessibleInBoth(ana);
    await call.getByRole("button", { name: "Hang up" }).click();
    await expect(call).toContainText("Call ended");
    await visitor.context().close();
  });
