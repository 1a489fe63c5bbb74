import type { Page } from "@playwright/test";
import { expect } from "./fixtures";
import { press, TABLET } from "./screens";
import { chatIn, hears, test as spoken } from "./voices";
import { bar, callStore, ring } from "./web-calls";

type Parties = {
  /** A page of the visitor. */
  visitor: Page;
  /** A tablet of this person, signed in, that shows the inbox. */
  staff(voice: "ana" | "cora" | "sue"): Promise<Page>;
};

const test = spoken.extend<Parties>({
  async visitor({ open }, use) {
    await use(await open("customer"));
  },
  async staff({ signedIn, world }, use) {
    await use(async (voice) => {
      const page = await signedIn(voice, world[voice], "/inbox?view=place&sort=newest", TABLET);
      await expect(page.getByRole("region", { name: "Conversations" })).toBeVisible();
      return page;
    });
  },
});

// Many things are heard, one after the other, by several browsers that make sound in real time.
test.describe.configure({ timeout: 600_000 });

test("widget and tablet hear each other, music on hold, and after a handover the third: through a reload, to the end", async ({
  world,
  shop,
  visitor,
  staff,
}) => {
  const ana = await staff("ana");
  const cora = await staff("cora");
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
});

test("a supervisor hears a call, speaks to the colleague alone, then to both, and takes it over", async ({
  world,
  shop,
  visitor,
  staff,
}) => {
  const ana = await staff("ana");
  const sue = await staff("sue");
  const { call } = await callStore(visitor, await shop(world.pine), world.pine);
  const chat = () => chatIn(visitor);
  await press(ana, "Answer");
  await hears(chat, ["ana"]);

  await sue.goto((await bar(ana).getByRole("link").getAttribute("href")) ?? "");
  await press(sue, "Listen");
  await hears(() => sue, ["customer", "ana"]);
  await expect(bar(ana).getByText(`${world.sue.name} is listening`)).toBeVisible();
  await hears(() => ana, ["customer"]);
  await hears(chat, ["ana"]);

  const supervise = async (mode: RegExp) => {
    await bar(sue)
      .getByRole("button", { name: /change how you supervise/ })
      .click();
    await sue.getByRole("menuitemradio", { name: mode }).click();
  };
  await supervise(/^Whisper/);
  await hears(() => ana, ["customer", "sue"]);
  await hears(chat, ["ana"]);
  await supervise(/^Barge in/);
  await hears(chat, ["ana", "sue"]);

  await sue.reload();
  await hears(() => sue, ["customer", "ana"]);
  await hears(chat, ["ana", "sue"]);

  await bar(sue).getByRole("button", { name: "Take over" }).click();
  // It is said for some seconds only.
  await expect(ana.getByText(/^A supervisor has taken over the call/)).toBeVisible();
  await expect(bar(ana)).toHaveCount(0);
  await hears(chat, ["sue"]);
  await hears(() => sue, ["customer"]);
  await hears(() => ana, []);

  // The next journey of this world finds nobody on a call.
  await call.getByRole("button", { name: "Hang up" }).click();
  await expect(bar(sue)).toHaveCount(0);
});
