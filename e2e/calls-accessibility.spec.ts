import { expectAccessibleInBoth } from "./axe";
import { expect, test } from "./fixtures";
import { bar, callStore, MICROPHONE, ring } from "./web-calls";

const SIZES = {
  "tablet landscape": { width: 1180, height: 820 },
  "tablet portrait": { width: 820, height: 1180 },
  phone: { width: 390, height: 844 },
};

test.describe.configure({ mode: "serial" });

for (const [size, viewport] of Object.entries(SIZES))
  test(`ring, call bar and dialogs have no accessibility violation in either theme: ${size}`, async ({
    as,
    world,
    shop,
    browser,
  }) => {
    const ana = await as("ana", { viewport, reducedMotion: "reduce", ...MICROPHONE });
    await ana.goto("/account");
    await expect(ana.getByRole("main")).toBeVisible();
    const visitor = await (await browser.newContext(MICROPHONE)).newPage();
    const { call } = await callStore(visitor, await shop(world.pine), world.pine);
    await expect(ring(ana)).toBeVisible();
    await expectAccessibleInBoth(ana);
    await expectAccessibleInBoth(visitor);
    await ring(ana).getByRole("button", { name: "Answer" }).click();
    await expect(call).toContainText("Connected with");
    await expectAccessibleInBoth(ana);
    await expectAccessibleInBoth(visitor);
    await ana.getByRole("button", { name: "Microphone and volume" }).click();
    await expect(ana.getByRole("slider", { name: "Volume" })).toBeVisible();
    await expectAccessibleInBoth(ana);
    await ana.keyboard.press("Escape");
    const transfer = bar(ana).getByRole("button", { name: "Transfer" });
    if (await transfer.isVisible()) await transfer.click();
    else {
      await ana.getByRole("button", { name: "More call actions" }).click();
      await ana.getByRole("menuitem", { name: "Transfer" }).click();
    }
    await expect(ana.getByRole("dialog", { name: /^Transfer the call/ })).toBeVisible();
    await expectAccessibleInBoth(ana);
    await ana.keyboard.press("Escape");
    await call.getByRole("button", { name: "Hang up" }).click();
    await expect(call).toContainText("Call ended");
    await expectAccessibleInBoth(visitor);
    await visitor.context().close();
  });
