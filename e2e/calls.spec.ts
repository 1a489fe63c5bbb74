import { expect, test } from "./fixtures";
import { COOKIE, dataOf, expectTranslated } from "./pseudo";
import { line, messages, press, TABLET, text } from "./screens";
import { baseUrl } from "./send-webhooks";
import { bar, callStore, MICROPHONE, ring } from "./web-calls";

test.describe.configure({ mode: "serial" });

test("a customer calls from the web, is answered, held and brought back, through a reload of either page, by keyboard alone", async ({
  as,
  world,
  shop,
  browser,
}) => {
  const ana = await as("ana", MICROPHONE);
  await ana.goto("/inbox?view=place&sort=newest");
  await expect(ana.getByRole("region", { name: "Conversations" })).toBeVisible();
  const visitor = await (await browser.newContext(MICROPHONE)).newPage();
  const { call } = await callStore(visitor, await shop(world.pine), world.pine);

  await expect(ring(ana)).toBeFocused();
  await ana.keyboard.press("Control+Shift+Period");
  await expect(bar(ana)).toBeVisible();
  await expect(ring(ana)).toHaveCount(0);
  await expect(call).toContainText(`Connected with ${world.pine.name}`);

  await ana.keyboard.press("Control+Shift+H");
  await expect(call).toContainText("You are on hold.");
  await ana.keyboard.press("Control+Shift+H");
  await expect(call).toContainText("Connected with");
  await ana.keyboard.press("Control+Shift+M");
  await expect(bar(ana).getByRole("button", { name: "Unmute" })).toBeVisible();

  await ana.reload();
  await expect(bar(ana).getByRole("button", { name: "Unmute" })).toBeVisible();
  await expect(call).toContainText("Connected with");
  await visitor.reload();
  const again = visitor.frameLocator("iframe").getByRole("region", { name: "Call" });
  await expect(again).toContainText("Connected with");

  await bar(ana)
    .getByRole("link", { name: /Open the conversation$/ })
    .press("Enter");
  await expect(messages(ana).getByText("Incoming call · in progress")).toBeVisible();
  await bar(ana).getByRole("button", { name: "End" }).press("Enter");
  await ana.getByRole("dialog").getByRole("button", { name: "End call" }).press("Enter");
  await expect(bar(ana)).toHaveCount(0);
  await expect(again).toContainText("Call ended");
  await expect(messages(ana).getByText("Incoming call · answered")).toBeVisible();
  await visitor.context().close();
});

test("a call that somebody answers stops ringing for everybody else, and a ring never takes the keyboard from a reply", async ({
  as,
  world,
  shop,
  browser,
}) => {
  const [ana, abe] = await Promise.all([as("ana", MICROPHONE), as("abe", { ...MICROPHONE, ...TABLET })]);
  await Promise.all([ana.goto("/inbox?view=place&sort=newest"), abe.goto("/inbox?view=place&sort=newest")]);
  const ask = `Where is my order? ${Date.now()}`;
  await text(world.pine, ask);
  await line(abe, ask).click();
  const reply = abe.getByRole("textbox", { name: /^Reply to/ });
  await reply.fill("Your order is ");
  await expect(ana.getByRole("region", { name: "Conversations" })).toBeVisible();
  const visitor = await (await browser.newContext(MICROPHONE)).newPage();
  const { call } = await callStore(visitor, await shop(world.pine), world.pine);
  await Promise.all([expect(ring(ana)).toBeVisible(), expect(ring(abe)).toBeVisible()]);
  await expect(reply).toBeFocused();
  await abe.keyboard.type("ready");
  await expect(reply).toHaveValue("Your order is ready");

  await press(ana, "Answer");
  await expect(call).toContainText("Connected with");
  await Promise.all([expect(ring(ana)).toHaveCount(0), expect(ring(abe)).toHaveCount(0)]);
  await call.getByRole("button", { name: "Hang up" }).click();
  await expect(call).toContainText("Call ended");
  await expect(bar(ana)).toHaveCount(0);
  await expect(ana.getByText(/^Call with .* ended/)).toBeVisible();
  await visitor.context().close();
});

test("a second tab says where the call is, and takes it over on request", async ({ as, world, shop, browser }) => {
  const ana = await as("ana", MICROPHONE);
  await ana.goto("/inbox?view=place&sort=newest");
  await expect(ana.getByRole("region", { name: "Conversations" })).toBeVisible();
  const visitor = await (await browser.newContext(MICROPHONE)).newPage();
  const { call } = await callStore(visitor, await shop(world.pine), world.pine);
  await press(ana, "Answer");
  await expect(call).toContainText("Connected with");
  const second = await ana.context().newPage();
  await second.goto("/account");
  await expect(bar(second).getByText("You are on this call in another tab")).toBeVisible();
  await press(second, "Take over here");
  await expect(bar(second).getByRole("button", { name: "Mute" })).toBeVisible();
  await expect(bar(ana).getByText("You are on this call in another tab")).toBeVisible();
  await expect(call).toContainText("Connected with");
  await call.getByRole("button", { name: "Hang up" }).click();
  await Promise.all([expect(bar(ana)).toHaveCount(0), expect(bar(second)).toHaveCount(0)]);
  await visitor.context().close();
});

for (const [size, viewport] of Object.entries({
  phone: { width: 390, height: 844 },
  desktop: { width: 1440, height: 900 },
}))
  test(`ring and call bar, ${size}: all text comes from the catalog, and longer text is not cut`, async ({
    as,
    world,
    shop,
    browser,
  }) => {
    const ana = await as("ana", { viewport, reducedMotion: "reduce", ...MICROPHONE });
    await ana.context().addCookies([{ ...COOKIE, url: baseUrl() }]);
    const data = dataOf(ana);
    for (const one of Object.values(world)) if (typeof one === "object") data.add(one.name);
    await ana.goto("/account");
    await expect(ana.getByRole("main")).toBeVisible();
    const visitor = await (await browser.newContext(MICROPHONE)).newPage();
    const { call } = await callStore(visitor, await shop(world.pine), world.pine);
    await expect(ring(ana)).toBeVisible();
    await expectTranslated(ana, data, "ring");
    await ana.keyboard.press("Control+Shift+Period");
    await expect(call).toContainText("Connected with");
    await expectTranslated(ana, data, "call bar");
    await call.getByRole("button", { name: "Hang up" }).click();
    await expect(call).toContainText("Call ended");
    await visitor.context().close();
  });
