import type { APIRequestContext, Page } from "@playwright/test";
import { encode } from "@/server/contract/mu-law";
import { decode, sidesOf } from "@/server/lib/mu-law";
import { type Heard, voicesOver } from "@/tests/asterisk/sound";
import { signIn } from "./api";
import { expect } from "./fixtures";
import { setAt } from "./place-settings";
import { press, TABLET } from "./screens";
import { chatIn, hears, test as spoken } from "./voices";
import { bar, callStore } from "./web-calls";
import { DEMO_ADMIN, type Place } from "./world";

/* Calls from the chat, recorded by the browser of whoever holds them; what is in a recording is measured by frequency. */

type Parties = {
  /** Whether Pine Street records its calls. */
  records: (isOn: boolean) => Promise<void>;
  staff: (voice: "ana" | "cora") => Promise<Page>;
};

const test = spoken.extend<Parties>({
  async records({ playwright, baseURL, world }, use) {
    const admin = await playwright.request.newContext({ baseURL: baseURL as string });
    expect(await signIn(admin, DEMO_ADMIN)).toBe(true);
    await use((isOn) => setRecording(admin, world.pine, isOn));
    await setRecording(admin, world.pine, null);
    await admin.dispose();
  },
  async staff({ signedIn, world }, use) {
    await use(async (voice) => {
      const page = await signedIn(voice, world[voice], "/inbox?view=place&sort=newest", TABLET);
      await expect(page.getByRole("region", { name: "Conversations" })).toBeVisible();
      return page;
    });
  },
});
const setRecording = (admin: APIRequestContext, place: Place, value: boolean | null) =>
  setAt(admin, place, "calls.recording", value);

// Many things are heard, one after the other, by several browsers that make sound in real time.
test.describe.configure({ timeout: 600_000 });

/** How long the call has gone on, as the call bar says. */
const secondsOf = async (page: Page): Promise<number> => {
  const [seconds = 0, minutes = 0] = ((await bar(page).getByRole("timer").textContent()) ?? "").split(":").reverse();
  return Number(minutes) * 60 + Number(seconds);
};
/** They talk, or are silent, for so long. @returns how long that took */
async function goesOn(page: Page, seconds: number): Promise<void> {
  const until = (await secondsOf(page)) + seconds;
  await expect.poll(() => secondsOf(page), { timeout: 60_000 }).toBeGreaterThanOrEqual(until);
}
const isRecorded = (page: Page) => expect(bar(page).getByText("This call is recorded", { exact: true })).toBeVisible();

/** Plays the recording of the conversation's last call. @returns whose voices are on the customer's side and on ours, every 0.4 s */
async function recordingOf(page: Page): Promise<{ customer: Heard[][]; ours: Heard[][] }> {
  const audio = page.waitForResponse((response) => response.url().includes("/api/recordings/"));
  await page.getByRole("button", { name: "Play", exact: true }).click();
  const file = await page.request.get((await audio).url());
  const ears = sidesOf(await file.body());
  if (!ears) throw new Error("a recording without sides");
  return { customer: voicesOver(apart(ears.left, ears.right)), ours: voicesOver(apart(ears.right, ears.left)) };
}

/** Each ear hears the other side, too, half as loud. */
const apart = (own: Buffer, other: Buffer): Buffer =>
  Buffer.from(own.map((byte, n) => encode(Math.round((decode(byte) - decode(other[n] as number) / 2) / 0.75))));

/** One after the other, whoever is heard: what lasts for less than a second is where one stretch meets another. */
function inTurn(stretches: Heard[][]): string[] {
  const words = stretches.map((voices) => voices.join("+"));
  const lasting = words.filter((word, n) => words[n - 1] === word || words[n + 1] === word);
  return lasting.filter((word, n) => word !== lasting[n - 1]);
}

test("a call from the chat is recorded after the customer knows, without holds and pauses, through a reload and a handover", async ({
  world,
  shop,
  open,
  staff,
  records,
}) => {
  await records(true);
  const [ana, cora] = [await staff("ana"), await staff("cora")];
  const visitor = await open("customer");
  const { call } = await callStore(visitor, await shop(world.pine), world.pine);
  const chat = () => chatIn(visitor);
  await press(ana, "Answer");
  await expect(call).toContainText("This call is recorded.");
  await isRecorded(ana);
  await hears(chat, ["ana"]);
  await hears(() => ana, ["customer"]);
  await goesOn(ana, 3);

  await bar(ana).getByRole("button", { name: "Hold" }).click();
  await expect(bar(ana).getByText(/^Nothing is recorded while/)).toBeVisible();
  await goesOn(ana, 4);
  await bar(ana).getByRole("button", { name: "Resume", exact: true }).click();
  await isRecorded(ana);
  await bar(ana).getByRole("button", { name: "Pause recording" }).click();
  await expect(bar(ana).getByText("The recording is paused")).toBeVisible();
  await hears(chat, ["ana"]);
  await goesOn(ana, 4);
  await bar(ana).getByRole("button", { name: "Mute" }).click();
  await bar(ana).getByRole("button", { name: "Resume recording" }).click();
  await isRecorded(ana);
  await goesOn(ana, 3);

  await ana.reload();
  await isRecorded(ana);
  await bar(ana).getByRole("button", { name: "Unmute" }).click();
  await hears(chat, ["ana"]);
  await goesOn(ana, 3);
  const talkedMs = 12_000;

  await bar(ana).getByRole("button", { name: "Consult" }).click();
  await ana.getByRole("dialog").getByRole("radio", { name: world.cora.name }).click();
  await ana
    .getByRole("dialog")
    .getByRole("button", { name: /^Call / })
    .click();
  await press(cora, "Answer");
  await hears(() => ana, ["cora"]);
  await bar(ana).getByRole("button", { name: "Join all three" }).click();
  await isRecorded(ana);
  await hears(chat, ["ana", "cora"]);
  await goesOn(ana, 3);
  await bar(ana)
    .getByRole("button", { name: /^(Complete transfer|Leave the call to)/ })
    .click();
  await isRecorded(cora);
  await hears(chat, ["cora"]);
  await goesOn(cora, 3);
  await bar(cora)
    .getByRole("link", { name: /Open the conversation$/ })
    .press("Enter");
  await call.getByRole("button", { name: "Hang up" }).click();
  await expect(bar(cora)).toHaveCount(0);
  await cora.getByRole("button", { name: "Play", exact: true }).waitFor();
  const { customer, ours } = await recordingOf(cora);
  expect(inTurn(ours)).toEqual(["ana", "", "ana", "ana+cora", "cora"]);
  expect(new Set(inTurn(customer))).toEqual(new Set(["customer"]));
  expect(customer.length * 400).toBeGreaterThan(talkedMs);
});

test("where recording is off, no screen mentions it and nothing is recorded", async ({
  world,
  shop,
  open,
  staff,
  records,
}) => {
  await records(false);
  const ana = await staff("ana");
  const visitor = await open("customer");
  const { call } = await callStore(visitor, await shop(world.pine), world.pine);
  await press(ana, "Answer");
  await hears(() => chatIn(visitor), ["ana"]);
  await hears(() => ana, ["customer"]);
  await expect(call).not.toContainText("recorded");
  await expect(bar(ana).getByText(/recorded/)).toHaveCount(0);
  await call.getByRole("button", { name: "Hang up" }).click();
  await expect(bar(ana)).toHaveCount(0);
});
