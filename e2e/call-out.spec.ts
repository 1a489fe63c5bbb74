import type { Page } from "@playwright/test";
import { signIn } from "./api";
import { expect } from "./fixtures";
import { setAt } from "./place-settings";
import { line, messages, openChat, press, TABLET, write } from "./screens";
import { receiveSms } from "./send-webhooks";
import { chatIn, hears, test } from "./voices";
import { bar } from "./web-calls";
import { DEMO_ADMIN } from "./world";

test.describe.configure({ mode: "serial" });

/** Calls by the menu of the open conversation. */
async function callBy(page: Page, way: string | RegExp): Promise<void> {
  await press(page, "Call");
  await page.getByRole("menuitem", { name: way }).first().click();
  await expect(bar(page)).toContainText("Calling");
}

test("an associate calls a visitor's open chat: it rings without taking the keyboard, is answered, declined, canceled, and survives reloads", async ({
  world,
  shop,
  open,
  signedIn,
}) => {
  const visitor = await open("customer");
  await visitor.goto(await shop(world.pine));
  const chat = await openChat(visitor);
  const ask = `Can you call me here? ${Date.now()}`;
  await write(chat, ask);
  const ana = await signedIn("ana", world.ana, "/inbox?view=place&sort=newest", TABLET);
  await line(ana, ask).click();

  const typing = chat.getByRole("textbox", { name: "Message" });
  await typing.fill("I am ty");
  await callBy(ana, /web chat/);
  const ring = chat.getByRole("alertdialog", { name: "Call" });
  await expect(ring).toContainText(`${world.pine.name} is calling you`);
  await expect(typing).toBeFocused();
  await hears(() => ana, ["ringback"]);
  await expect(bar(ana).getByRole("button", { name: /^(Hold|Transfer|End)$/ })).toHaveCount(0);
  await ana.reload();
  await expect(bar(ana)).toContainText("Calling");
  await ring.getByRole("button", { name: "Answer" }).press("Enter");
  const call = chat.getByRole("region", { name: "Call" });
  await expect(call).toContainText(`Connected with ${world.pine.name}`);
  await hears(() => ana, ["customer"]);
  await hears(() => chatIn(visitor), ["ana"]);
  await ana.reload();
  await hears(() => ana, ["customer"]);
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
  signedIn,
}) => {
  const phone = await signedIn("customer", world.ana, "/simulator");
  const found = await phone.request.get("/simulator/api/customers?q=");
  const [customer] = (await found.json()) as { phone: string }[];
  const ask = `Please ring me ${Date.now()}`;
  expect(await receiveSms({ from: customer?.phone ?? "", to: world.pine.phone, text: ask })).toBe(200);
  await phone.getByRole("combobox", { name: "What the store hears" }).selectOption("microphone");

  const ana = await signedIn("ana", world.ana, "/inbox?view=place&sort=newest", TABLET);
  await line(ana, ask).click();
  await expect(ana.getByRole("button", { name: "Call", exact: true })).toBeVisible();
  await ana.keyboard.press("c");
  await ana.getByRole("menuitem").first().press("Enter");
  await expect(phone.getByText(`${world.pine.name} is calling`)).toBeVisible();
  await press(phone, "Answer");
  await hears(() => ana, ["customer"]);
  await hears(() => phone, ["ana"]);
  await press(phone, "Hang up");
  await expect(ana.getByText(/^Call with .* ended/)).toBeVisible();

  await callBy(ana, /\+1/);
  await press(phone, "Busy signal");
  await expect(ana.getByText(/is busy/)).toBeVisible();

  // The shortest time that a customer is rung, for this call alone.
  const admin = await playwright.request.newContext();
  expect(await signIn(admin, DEMO_ADMIN)).toBe(true);
  const seconds = (value: number | null) => setAt(admin, world.pine, "calls.customer_ring_seconds", value);
  await seconds(10);
  await callBy(ana, /\+1/);
  await expect(ana.getByText(/did not answer/)).toBeVisible({ timeout: 60_000 });
  await expect(messages(ana).getByText("Outgoing call · no answer")).toBeVisible();
  await seconds(null);
  await admin.dispose();
  await expect(phone.getByText("is calling")).toHaveCount(0);
});
