import { type Browser, chromium, type Page } from "@playwright/test";
import { AUDIO_ARGS, equip, type Heard, heard, type Voice } from "@/tests/hearing";
import { mutate, signIn } from "./api";
import { expect, test } from "./fixtures";
import { line, messages, openChat, press, TABLET, write } from "./screens";
import { baseUrl, receiveSms } from "./send-webhooks";
import { bar, MICROPHONE } from "./web-calls";
import { DEMO_ADMIN, type World } from "./world";

test.describe.configure({ mode: "serial" });

/** Browsers of these journeys' own: each party speaks a tone of its own, and addresses are not hidden from each other. */
let browser: Browser;
test.beforeAll(async () => {
  const executablePath = process.env.CHROMIUM_PATH as string;
  browser = await chromium.launch({ executablePath, args: ["--no-sandbox", "--disable-dev-shm-usage", ...AUDIO_ARGS] });
});
test.afterAll(() => browser.close());

async function open(voice: Voice, options = {}): Promise<Page> {
  const page = await (await browser.newContext({ baseURL: baseUrl(), ...MICROPHONE, ...options })).newPage();
  await equip(page, voice);
  return page;
}
async function signedIn(voice: Voice, { email }: World["ana"], path: string, options = {}): Promise<Page> {
  const page = await open(voice, options);
  expect(await signIn(page.context().request, email)).toBe(true);
  await page.goto(path);
  return page;
}
const hears = (page: Page, expected: Heard[]) =>
  expect.poll(() => heard(page).catch(() => null), { timeout: 30_000 }).toEqual(expected);
const chatHears = (page: Page, expected: Heard[]) =>
  expect
    .poll(
      () => {
        const frame = page.frames().find((one) => one.url().includes("/widget/frame.html"));
        return frame ? heard(frame).catch(() => null) : null;
      },
      { timeout: 30_000 },
    )
    .toEqual(expected);

/** Calls by the menu of the open conversation. */
async function callBy(page: Page, way: string | RegExp): Promise<void> {
  await press(page, "Call");
  await page.getByRole("menuitem", { name: way }).first().click();
  await expect(bar(page)).toContainText("Calling");
}

test("an associate calls a visitor's open chat: it rings without taking the keyboard, is answered, declined, canceled, and survives reloads", async ({
  world,
  shop,
}) => {
  const visitor = await open("customer");
  await visitor.goto(await shop(world.pine));
  const chat = await openChat(visitor);
  await write(chat, "Can you call me here?");
  const ana = await signedIn("ana", world.ana, "/inbox?view=place&sort=newest", TABLET);
  await line(ana, "Can you call me here?").click();

  const typing = chat.getByRole("textbox", { name: "Message" });
  await typing.fill("I am ty");
  await callBy(ana, /web chat/);
  const ring = chat.getByRole("alertdialog", { name: "Call" });
  await expect(ring).toContainText(`${world.pine.name} is calling you`);
  await expect(typing).toBeFocused();
  await hears(ana, ["ringback"]);
  await expect(bar(ana).getByRole("button", { name: /^(Hold|Transfer|End)$/ })).toHaveCount(0);
  await ana.reload();
  await expect(bar(ana)).toContainText("Calling");
  await ring.getByRole("button", { name: "Answer" }).press("Enter");
  const call = chat.getByRole("region", { name: "Call" });
  await expect(call).toContainText(`Connected with ${world.pine.name}`);
  await hears(ana, ["customer"]);
  await chatHears(visitor, ["ana"]);
  await ana.reload();
  await hears(ana, ["customer"]);
  await press(ana, "End");
  await press(ana, "End call");
  await expect(call).toContainText("Call ended");
  await expect(messages(ana).getByText("Outgoing call · answered")).toBeVisible();

  await callBy(ana, /web chat/);
  await ring.getByRole("button", { name: "Decline" }).click();
  await expect(ana.getByText(/declined the call/)).toBeVisible();
  await expect(messages(ana).getByText("Outgoing call · declined")).toBeVisible();

  await callBy(ana, /web chat/);
  await expect(ring).toBeVisible();
  await visitor.reload();
  await expect(ring).toBeVisible();
  await press(ana, "Cancel call");
  await expect(ana.getByText(/^Call to .* canceled/)).toBeVisible();
  await expect(call).toContainText("You missed a call.");

  await visitor.close();
  await press(ana, "Call");
  const way = ana.getByRole("menuitem", { name: /web chat/ });
  await expect(way).toContainText("does not have the chat open");
  await expect(way).toHaveAttribute("aria-disabled", "true");
  await ana.keyboard.press("Escape");
});

test("an associate calls a simulated phone: it rings, is answered, both hear each other; it is busy; it does not answer", async ({
  world,
  playwright,
}) => {
  const admin = await playwright.request.newContext();
  expect(await signIn(admin, DEMO_ADMIN)).toBe(true);
  const scope = { kind: "place", placeId: world.pine.id };
  const shorter = { key: "calls.customer_ring_seconds", scope, own: { value: 10 }, expectedVersion: 0 };
  await mutate(admin, "settings.save", shorter);
  await admin.dispose();

  const phone = await signedIn("customer", world.ana, "/simulator");
  const found = await phone.request.get("/simulator/api/customers?q=");
  const [customer] = (await found.json()) as { phone: string }[];
  expect(await receiveSms({ from: customer?.phone ?? "", to: world.pine.phone, text: "Please ring me" })).toBe(200);
  await phone.getByRole("combobox", { name: "What the store hears" }).selectOption("microphone");

  const ana = await signedIn("ana", world.ana, "/inbox?view=place&sort=newest", TABLET);
  await line(ana, "Please ring me").click();
  await ana.getByRole("heading", { level: 2 }).first().waitFor();
  await ana.keyboard.press("c");
  await ana.getByRole("menuitem").first().press("Enter");
  await expect(phone.getByText(`${world.pine.name} is calling`)).toBeVisible();
  await press(phone, "Answer");
  await hears(ana, ["customer"]);
  await hears(phone, ["ana"]);
  await press(phone, "Hang up");
  await expect(ana.getByText(/^Call with .* ended/)).toBeVisible();

  await callBy(ana, /\+1/);
  await press(phone, "Busy signal");
  await expect(ana.getByText(/is busy/)).toBeVisible();
  await callBy(ana, /\+1/);
  await expect(ana.getByText(/did not answer/)).toBeVisible({ timeout: 30_000 });
  await expect(messages(ana).getByText("Outgoing call · no answer")).toBeVisible();
  await expect(phone.getByText("is calling")).toHaveCount(0);
});
