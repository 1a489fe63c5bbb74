import type { BrowserContext, Page } from "@playwright/test";
import { uuidv7 } from "uuidv7";
import { expect, test } from "./fixtures";
import { line, messages, openChat, reply, text, write } from "./screens";
import { baseUrl, ingest, newPhone } from "./send-webhooks";
import type { Place } from "./world";
import { VECTORS } from "./xss-vectors";

const PNG = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==",
  "base64",
);

/** Records dialogs and violations of the page's policy on every page of a context. */
async function listen(context: BrowserContext): Promise<string[]> {
  const violations: string[] = [];
  await context.exposeFunction("__refused", (what: string) => void violations.push(`policy: ${what}`));
  await context.addInitScript(() => {
    const report = (window as unknown as { __refused: (what: string) => void }).__refused;
    document.addEventListener("securitypolicyviolation", (event) =>
      report(`${event.violatedDirective} ${event.blockedURI} ${event.sourceFile}`),
    );
  });
  const watchDialogs = (page: Page) => {
    page.on("dialog", (dialog) => {
      violations.push(`dialog: ${dialog.message()}`);
      void dialog.dismiss();
    });
    page.on("console", (message) => {
      if (/Content Security Policy/i.test(message.text())) violations.push(`console: ${message.text()}`);
    });
  };
  for (const page of context.pages()) watchDialogs(page);
  context.on("page", watchDialogs);
  return violations;
}

/** Checks that no sent text became an element, an attribute, an executable link or a script in any frame. */
async function expectInert(page: Page, where: string): Promise<void> {
  for (const frame of page.frames()) {
    const found = await frame.evaluate(() => {
      const strays = [...document.querySelectorAll("*")].filter(
        (element) =>
          element.hasAttribute("data-xss") ||
          element.getAttributeNames().some((name) => name.startsWith("on")) ||
          ["href", "src", "action", "formaction", "data", "srcdoc"].some((name) =>
            /^\s*(javascript|vbscript|data:text)|evil\.example/i.test(element.getAttribute(name) ?? ""),
          ),
      );
      return { ran: "__xss" in window, strays: strays.map((element) => element.outerHTML.slice(0, 200)) };
    });
    expect(found, where).toEqual({ ran: false, strays: [] });
  }
}

/** A visitor of the store's chat with any name, text and files, through the real endpoints. */
async function chatAs({ widgetKey }: Place, name: string, say: string): Promise<void> {
  const json = { "content-type": "application/json" };
  const opened = await fetch(`${baseUrl()}/api/widget/session`, {
    method: "POST",
    headers: json,
    body: JSON.stringify({ key: widgetKey }),
  });
  const { token } = (await opened.json()) as { token: string };
  const authorization = `Bearer ${token}`;
  const uploaded = await fetch(`${baseUrl()}/api/media?name=${encodeURIComponent(`${name}.png`)}`, {
    method: "POST",
    headers: { authorization, "content-type": "image/png" },
    body: PNG,
  });
  const { id } = (await uploaded.json()) as { id: string };
  const message = { clientMessageId: uuidv7(), text: say, name: name.slice(0, 80), contact: name.slice(0, 200) };
  const sent = await fetch(`${baseUrl()}/api/widget/messages`, {
    method: "POST",
    headers: { ...json, authorization },
    body: JSON.stringify({ ...message, attachmentIds: [id] }),
  });
  expect(sent.status).toBe(202);
}

/** A customer of the retailer's systems, with an order and an item that have this text in every text field. */
function retailerFacts(place: Place, key: string, phone: string, vector: string) {
  const short = vector.slice(0, 70);
  const now = new Date().toISOString();
  const [customer, order, sku] = [`xss-${key}`, `xss-o-${key}`, `xss-s-${key}`];
  return [
    {
      type: "retail.customer.changed.v1",
      subject: customer,
      data: {
        id: customer,
        name: vector,
        language: vector.slice(0, 20),
        phones: [phone],
        emails: [`"${short}"@example.com`],
        loyalty: { program: short, memberNo: `${key}${short}`.slice(0, 80), tier: vector, points: 1 },
      },
    },
    {
      type: "retail.sku.changed.v1",
      subject: sku,
      data: { code: sku, title: `Xss ${key} ${vector}`, options: { [vector.slice(0, 40)]: short } },
    },
    {
      type: "retail.stock.level.changed.v1",
      subject: `${sku}/${place.code}`,
      data: { sku, place: place.code, onHand: 2 },
    },
    {
      type: "retail.order.changed.v1",
      subject: order,
      data: {
        id: order,
        number: `${key}${short}`.slice(0, 80),
        customer,
        status: "in_transit",
        placedAt: now,
        totalMinor: 100,
        currency: "USD",
        lines: [{ id: "1", sku: short, title: vector, ordered: 1 }],
        fulfilments: [{ id: "f", method: "ship", status: vector }],
        shipments: [
          {
            id: "s",
            carrier: vector,
            trackingNumber: vector,
            trackingUrl: "https://track.example/?q=1",
            status: vector,
          },
        ],
      },
    },
    {
      type: "retail.order.changed.v1",
      subject: `${order}-link`,
      data: {
        id: `${order}-link`,
        number: `link-${key}`,
        customer,
        status: "in_transit",
        placedAt: now,
        totalMinor: 100,
        currency: "USD",
        lines: [],
        shipments: [{ id: "s", carrier: "C", trackingNumber: "T", trackingUrl: vector, status: "sent" }],
      },
    },
  ];
}

test("content of customers and other systems stays text: thread, inbox, context, stock, board and chat", async ({
  as,
  browser,
  shop,
  world: { pine },
}) => {
  test.setTimeout(600_000);
  const stamp = Date.now().toString(36);
  const phones = VECTORS.map(() => newPhone());
  const all = VECTORS.flatMap((vector, n) => retailerFacts(pine, `${stamp}${n}`, phones[n] as string, vector));
  expect(await ingest(all)).toBe(202);
  for (const [n, vector] of VECTORS.entries()) {
    await text(pine, vector, phones[n]);
    await chatAs(pine, vector, vector);
  }
  const everything = newPhone();
  for (const vector of VECTORS) await text(pine, vector, everything);
  await text(pine, `everything ${stamp}`, everything);

  const sue = await as("sue");
  const violations = await listen(sue.context());
  await sue.goto("/inbox?view=all");
  await line(sue, `everything ${stamp}`).click();
  const thread = messages(sue);
  await expect(thread.getByText(`everything ${stamp}`)).toBeVisible();
  await expect(thread.getByText(VECTORS.at(-1) as string, { exact: true })).toBeVisible();
  await expectInert(sue, "a thread of texts");

  // Every customer's own thread, with the panels beside it.
  const rows = sue.getByRole("region", { name: "Conversations" }).getByRole("link");
  await expect.poll(() => rows.count()).toBeGreaterThan(5);
  const hrefs = await rows.evaluateAll((links) => links.map((link) => link.getAttribute("href") ?? ""));
  for (const href of hrefs.slice(0, 12)) {
    await sue.goto(new URL(href, sue.url()).href);
    await expect(messages(sue)).toBeVisible();
    await expect(sue.getByRole("tab").first()).toBeVisible();
    for (const tab of await sue.getByRole("tab").all()) {
      await tab.click();
      await expect(sue.locator("[aria-busy=true]")).toHaveCount(0);
      await expectInert(sue, `${href} with a panel`);
    }
  }
  await sue.getByRole("tab", { name: "Stock" }).click();
  await sue.getByPlaceholder("Item name or SKU").fill(`Xss ${stamp}`);
  await expect(sue.getByRole("article", { name: /^Stock of Xss/ }).first()).toBeVisible();
  await expectInert(sue, "stock");
  await sue.goto("/board");
  await expect(sue.getByRole("heading", { level: 2 }).first()).toBeVisible();
  await expectInert(sue, "board");
  expect(violations).toEqual([]);

  const context = await browser.newContext({ baseURL: baseUrl() });
  const refused = await listen(context);
  const visitor = await context.newPage();
  await visitor.goto(await shop(pine));
  const chat = await openChat(visitor);
  const question = `from the chat ${stamp}`;
  await write(chat, `${question}\n${VECTORS.slice(0, 20).join("\n")}`);
  await expect(chat.getByText(question)).toBeVisible();
  await sue.goto("/inbox?view=unassigned&sort=newest");
  await line(sue, question).click();
  await expect(messages(sue).getByText(question)).toBeVisible();
  await reply(sue, `${VECTORS.slice(20).join("\n")}\nanswer ${stamp}`);
  await expect(chat.getByText(`answer ${stamp}`).first()).toBeVisible();
  await expectInert(visitor, "chat");
  await visitor.reload();
  await expect(visitor.frameLocator("iframe").getByText(`answer ${stamp}`).first()).toBeVisible();
  await expectInert(visitor, "chat after a reload");
  expect(refused).toEqual([]);
  await context.close();
});
