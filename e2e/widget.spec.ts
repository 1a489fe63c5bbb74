import type { BrowserContext, Page } from "@playwright/test";
import { SignJWT } from "jose";
import { demoAccounts } from "@/server/lib/demo-accounts";
import { expect, test } from "./fixtures";
import { isStored, openChat, write } from "./screens";
import { baseUrl, newPhone } from "./send-webhooks";

const CANARY = "canary-7f3a: only staff may read this";

/** Everything this context's pages receive over HTTP and sockets. */
function wiretap(context: BrowserContext): { received: string[] } {
  const received: string[] = [];
  context.on("response", async (response) => {
    received.push(await response.text().catch(() => ""));
  });
  context.on("page", (page) =>
    page.on("websocket", (socket) => socket.on("framereceived", (frame) => received.push(String(frame.payload)))),
  );
  return { received };
}

async function openInInbox(page: Page, text: string): Promise<void> {
  await page.goto("/inbox?view=unassigned&sort=newest");
  await page.getByText(text).first().click();
}

async function reply(page: Page, text: string): Promise<void> {
  await page.getByRole("textbox", { name: /^Reply to/ }).fill(text);
  await page.getByRole("button", { name: "Send", exact: true }).click();
}

test("a visitor's message appears on staff screens without a reload, and the reply in the chat", async ({
  as,
  shop,
  browser,
  world,
}) => {
  const ana = await as("ana");
  await ana.goto("/inbox?view=unassigned&sort=newest");
  const context = await browser.newContext();
  const { received } = wiretap(context);
  const visitor = await context.newPage();
  await visitor.goto(await shop(world.pine));
  const chat = await openChat(visitor);
  const text = `Do you have the blue one? ${Date.now()}`;
  await write(chat, text);
  await expect(chat.getByText(text)).toBeVisible();

  await ana.getByText(text).first().click();
  await ana.getByRole("radio", { name: "Note" }).click();
  await ana.getByRole("textbox", { name: "Note for your team" }).fill(CANARY);
  await ana.getByRole("textbox", { name: "Note for your team" }).press("Control+Enter");
  await expect(ana.getByRole("region", { name: /^Timeline/ }).getByText(CANARY)).toBeVisible();
  await ana.getByRole("radio", { name: "Reply" }).click();
  await reply(ana, "Yes, two in your size.");

  await expect(chat.getByText("Yes, two in your size.").first()).toBeVisible();
  await visitor.reload();
  const again = visitor.frameLocator("iframe");
  await expect(again.getByText(text)).toBeVisible();
  await expect(again.getByText("Yes, two in your size.").first()).toBeVisible();
  expect(received.some((answer) => answer.includes("Yes, two in your size."))).toBe(true);
  expect(received.filter((answer) => answer.includes("canary-7f3a"))).toEqual([]);
  await context.close();
});

test("a message written offline survives a reload and is sent once", async ({ page, context, shop, world }) => {
  await page.goto(await shop(world.harbor));
  const chat = await openChat(page);
  await write(chat, "before the tunnel");
  await isStored(chat, "before the tunnel");
  await context.route("**/api/widget/messages", (route) => route.abort());
  await write(chat, "inside the tunnel");
  await expect(chat.getByText("You are offline.")).toBeVisible();
  await page.reload();
  const again = page.frameLocator("iframe");
  await expect(again.getByText("inside the tunnel")).toBeVisible();
  await context.unroute("**/api/widget/messages");
  await isStored(again, "inside the tunnel");
  await page.reload();
  await isStored(again, "inside the tunnel");
  await expect(again.getByText("inside the tunnel")).toHaveCount(1);
});

test("when nobody is online, the visitor leaves a message with a validated contact, which staff text as not verified", async ({
  page,
  as,
  shop,
  world,
}) => {
  await page.goto(await shop(world.outlet));
  const chat = await openChat(page);
  await expect(chat.getByText("We're offline right now")).toBeVisible();
  await chat.getByLabel("Name").fill("Robin");
  const contact = chat.getByLabel("Mobile number or e-mail");
  const text = `Is my parcel at the outlet? ${Date.now()}`;
  await contact.fill("425 55");
  await write(chat, text);
  await expect(chat.getByText(/isn't a full phone number or e-mail address/)).toBeVisible();
  await expect(contact).toBeFocused();
  await expect(chat.getByRole("textbox", { name: "Message" })).toHaveValue(text);
  const local = newPhone().slice(2);
  await contact.fill(`(${local.slice(0, 3)}) ${local.slice(3, 6)}-${local.slice(6)}`);
  await chat.getByRole("button", { name: "Save" }).click();
  const label = `+1 ${local.slice(0, 3)} ${local.slice(3, 6)} ${local.slice(6)}`;
  await expect(chat.getByText(`We'll text you at ${label} if you leave.`)).toBeVisible();
  await chat.getByRole("button", { name: "Send" }).click();
  await isStored(chat, text);

  // The visitor comes back later: the contact is kept, and can be changed.
  await page.reload();
  await expect(chat.getByText(`We'll text you at ${label} if you leave.`)).toBeVisible();
  await chat.getByRole("button", { name: "Change" }).click();
  await contact.fill("robin@mail.example");
  await contact.press("Enter");
  await expect(chat.getByText(/We have your e-mail address, robin@mail.example/)).toBeVisible();

  const sue = await as("sue");
  await openInInbox(sue, text);
  await expect(sue.getByText("robin@mail.example").first()).toBeVisible();
  await expect(sue.getByText("Not verified").first()).toBeVisible();
  await chat.getByRole("button", { name: "Change" }).click();
  await contact.fill(label);
  await contact.press("Enter");
  await sue.getByRole("button", { name: "Reply by Web chat. Change" }).click();
  await sue.getByRole("menuitemradio", { name: new RegExp(label.replaceAll("+", "\\+")) }).click();
  await expect(sue.getByText(/isn't verified/)).toBeVisible();
  await reply(sue, "It is here.");
  const bubble = sue.getByRole("article", { name: /^Message from Sue/ }).filter({ hasText: "It is here." });
  await expect(bubble.getByText("SMS")).toBeVisible();
  await expect(bubble.getByText(/^(Sent|Delivered)$/)).toBeVisible();
  await expect(chat.getByText("It is here.")).toHaveCount(0);
});

test("a visitor whom the site identifies is the same customer on another device", async ({
  browser,
  as,
  shop,
  world,
}) => {
  const token = await new SignJWT({ name: "Robin Vale", email: `robin.${Date.now()}@mail.example` })
    .setProtectedHeader({ alg: "HS256" })
    .setSubject(`shop-${Date.now()}`)
    .setAudience("storeline")
    .setIssuedAt()
    .setExpirationTime("5m")
    .sign(Buffer.from(demoAccounts(baseUrl()).chat.identitySecret));
  const identify = `<script>addEventListener("storeline:ready", () => Storeline.identify({ token: "${token}" }))</script>`;
  const stamp = Date.now();
  for (const device of ["phone", "laptop"]) {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(await shop(world.oldTown, identify));
    const chat = await openChat(page);
    await write(chat, `from my ${device} ${stamp}`);
    await isStored(chat, `from my ${device} ${stamp}`);
    await context.close();
  }
  const sue = await as("sue");
  await openInInbox(sue, `from my laptop ${stamp}`);
  await expect(sue.getByText(`from my phone ${stamp}`).first()).toBeVisible();
  await expect(sue.getByText("Robin Vale").first()).toBeVisible();
});

test("the chat opens and closes by keyboard, and sends no request before it is opened", async ({
  page,
  shop,
  world,
}) => {
  const asked: string[] = [];
  page.on("request", (request) => asked.push(new URL(request.url()).pathname));
  await page.goto(await shop(world.pine));
  const launcher = page.getByRole("button", { name: "Chat with our shop" });
  await expect(launcher).toBeVisible();
  expect(asked.filter((path) => path !== "/" && path !== "/favicon.ico")).toEqual(["/widget.js"]);
  await launcher.focus();
  await page.keyboard.press("Enter");
  const box = page.frameLocator("iframe").getByRole("textbox", { name: "Message" });
  await expect(box).toBeFocused();
  await page.keyboard.press("Escape");
  await expect(page.locator("iframe")).toBeHidden();
  await expect(launcher).toBeFocused();
});

test("the chat takes the focus on a device that is slow to paint", async ({ page, shop, world }) => {
  await page.addInitScript(() => {
    window.requestAnimationFrame = (paint) => window.setTimeout(() => paint(performance.now()), 2000);
  });
  await page.goto(await shop(world.pine));
  await page.getByRole("button", { name: "Chat with our shop" }).press("Enter");
  await expect(page.frameLocator("iframe").getByRole("textbox", { name: "Message" })).toBeFocused();
});
