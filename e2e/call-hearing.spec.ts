import { chromium, type Frame, type Page } from "@playwright/test";
import { AUDIO_ARGS, equip, type Heard, heard, type Voice } from "@/tests/hearing";
import { signIn } from "./api";
import { expect, test } from "./fixtures";
import { press, TABLET } from "./screens";
import { baseUrl } from "./send-webhooks";
import { bar, callStore, MICROPHONE, ring } from "./web-calls";

/** Waits until a page, or the frame of the chat in it, plays exactly this. A page that is being reloaded plays nothing yet. */
const hears = (place: () => Page | Frame | undefined, expected: Heard[]) =>
  expect.poll(() => heardIn(place()), { timeout: 30_000 }).toEqual(expected);

const heardIn = (place: Page | Frame | undefined) => (place ? heard(place).catch(() => null) : null);

const chatIn = (page: Page) => page.frames().find((frame) => frame.url().includes("/widget/frame.html"));

test("widget and tablet hear each other, music on hold, and after a handover the third: through a reload, to the end", async ({
  world,
  shop,
  noForeignRequests,
}) => {
  // Browsers of this journey's own: each party speaks a tone of its own, and addresses are not hidden from each other.
  const browser = await chromium.launch({
    executablePath: process.env.CHROMIUM_PATH as string,
    args: ["--no-sandbox", "--disable-dev-shm-usage", ...AUDIO_ARGS],
  });
  const open = async (voice: Voice, options = {}) => {
    const context = await browser.newContext({ baseURL: baseUrl(), ...MICROPHONE, ...options });
    noForeignRequests(context);
    const page = await context.newPage();
    await equip(page, voice);
    return page;
  };
  const staff = async (voice: "ana" | "cora") => {
    const page = await open(voice, TABLET);
    expect(await signIn(page.context().request, world[voice].email)).toBe(true);
    await page.goto("/inbox?view=place");
    await expect(page.getByRole("region", { name: "Conversations" })).toBeVisible();
    return page;
  };
  try {
    const ana = await staff("ana");
    const cora = await staff("cora");
    const visitor = await open("customer");
    const { call } = await callStore(visitor, await shop(world.pine), world.pine);
    const chat = () => chatIn(visitor);
    await expect(ring(ana)).toBeVisible();
    await hears(chat, ["ringback"]);

    await press(ana, "Answer");
    await hears(chat, ["ana"]);
    await hears(() => ana, ["customer"]);

    await bar(ana).getByRole("button", { name: "Hold" }).click();
    await hears(chat, ["hold"]);
    await hears(() => ana, []);
    await bar(ana).getByRole("button", { name: "Resume" }).click();
    await hears(chat, ["ana"]);
    await hears(() => ana, ["customer"]);

    await bar(ana).getByRole("button", { name: "Consult" }).click();
    await ana.getByRole("dialog").getByRole("radio", { name: world.cora.name }).click();
    await ana
      .getByRole("dialog")
      .getByRole("button", { name: /^Call / })
      .click();
    await press(cora, "Answer");
    await hears(() => cora, ["ana"]);
    await hears(() => ana, ["cora"]);
    await hears(chat, ["hold"]);
    await bar(ana).getByRole("button", { name: "Join all three" }).click();
    await hears(chat, ["ana", "cora"]);
    await hears(() => cora, ["customer", "ana"]);
    await bar(ana)
      .getByRole("button", { name: /^(Complete transfer|Leave the call to)/ })
      .click();
    await hears(chat, ["cora"]);
    await hears(() => cora, ["customer"]);
    await expect(bar(ana)).toHaveCount(0);

    await cora.reload();
    await hears(() => cora, ["customer"]);
    await hears(chat, ["cora"]);

    await call.getByRole("button", { name: "Hang up" }).click();
    await expect(bar(cora)).toHaveCount(0);
    await hears(() => cora, []);
    await hears(chat, []);
  } finally {
    await browser.close();
  }
});
