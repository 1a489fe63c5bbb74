import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type Browser, type BrowserContext, test as base, expect, type Page } from "@playwright/test";
import { Webhook } from "standardwebhooks";
import twilio from "twilio";
import { uuidv7 } from "uuidv7";
import { DEMO_ENDPOINTS, demoDoors } from "@/server/lib/demo-doors";
import { demoIngestSecret } from "@/server/lib/ingest-secrets";

export { expect };
export const PASSWORD = "storeline-demo";
/** The people of the demo's shop, by first name. */
export type Demo = "ana" | "ben" | "cora" | "pat" | "sue" | "adam" | "nia";

export const baseUrl = () => `http://127.0.0.1:${process.env.E2E_PORT}`;

type Fixtures = {
  /** Whom pages may ask: this machine, under the names a test knows it by. */
  hosts: string[];
  /** Fails the test when any page of it asks another host for anything; a browser of the test's own hands its contexts in. */
  noForeignRequests: (context: BrowserContext) => void;
  /** A signed-in page of its own browser context: another person at another device. */
  as: (person: Demo, options?: Parameters<Browser["newContext"]>[0]) => Promise<Page>;
  /** A retailer's page, of another origin, that embeds the chat of this place. */
  shop: (place: string, head?: string) => Promise<string>;
};

export const test = base.extend<Fixtures>({
  hosts: [["127.0.0.1"], { option: true }],

  noForeignRequests: [
    async ({ context, browser, hosts }, use) => {
      const foreign: string[] = [];
      const watch = (opened: BrowserContext) =>
        opened.on("request", (request) => {
          const url = new URL(request.url());
          if (/^(https?|wss?):$/.test(url.protocol) && !hosts.includes(url.hostname)) foreign.push(request.url());
        });
      watch(context);
      const open = browser.newContext.bind(browser);
      browser.newContext = async (options) => {
        const opened = await open(options);
        watch(opened);
        return opened;
      };
      await use(watch);
      browser.newContext = open;
      expect(foreign, "requests to other hosts").toEqual([]);
    },
    { auto: true },
  ],

  as: async ({ browser, noForeignRequests: _ }, use) => {
    const contexts: BrowserContext[] = [];
    await use(async (person, options) => {
      const context = await browser.newContext({ baseURL: baseUrl(), ...options });
      contexts.push(context);
      const page = await context.newPage();
      await login(page, person);
      return page;
    });
    for (const context of contexts) await context.close();
  },

  // biome-ignore lint/correctness/noEmptyPattern: Playwright wants the pattern
  shop: async ({}, use) => {
    const servers: Server[] = [];
    await use(async (place, head = "") => {
      const html = `<!doctype html><html lang="en"><title>Shop</title><h1>Our shop</h1>${head}
        <script async src="${baseUrl()}/widget.js" data-key="${endpointOf(place).widgetKey}" data-place="our shop"></script>`;
      const server = createServer((_req, res) => res.setHeader("content-type", "text/html").end(html));
      servers.push(server);
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    });
    for (const server of servers) server.closeAllConnections();
    for (const server of servers) server.close();
  },
});

/** Signs in as one of the demo's people, by the form; `isThere`: on the sign-in page that the person was sent to. */
export async function login(page: Page, person: Demo, { isThere = false } = {}): Promise<void> {
  if (!isThere) await page.goto("/login");
  await page.getByLabel("E-mail").fill(`${person}@demo.example`);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL(/\/(inbox|board)/);
}

/** The number and widget key of a place, by its code. */
export function endpointOf(place: string): { phone: string; widgetKey: string } {
  const found = DEMO_ENDPOINTS.find((endpoint) => endpoint.place === place);
  if (!found) throw new Error(`no endpoint of place ${place}`);
  return found;
}

/** A text from a customer's phone: a signed request to the real door, as the provider would make it. @returns the answer's status */
export async function receiveSms(sms: { from: string; to: string; text: string; sid?: string }): Promise<number> {
  const { accountSid, authToken } = demoDoors(baseUrl()).twilio;
  const url = `${baseUrl()}/api/webhooks/twilio-sms`;
  const MessageSid = sms.sid ?? `SM${uuidv7().replaceAll("-", "")}`;
  const form = { AccountSid: accountSid, MessageSid, From: sms.from, To: sms.to, Body: sms.text, NumMedia: "0" };
  const signature = twilio.getExpectedTwilioSignature(authToken, url, form);
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded", "x-twilio-signature": signature },
    body: new URLSearchParams(form),
  });
  return response.status;
}

/** Facts from the retailer's systems, through the signed ingest door. Values are absolute; the newest `sequence` wins. */
export async function ingest(events: { type: string; subject?: string; data: unknown }[]): Promise<number> {
  const { source, secret } = demoIngestSecret();
  const sequence = Date.now();
  const body = JSON.stringify(
    events.map((event, i) => ({
      specversion: "1.0",
      id: uuidv7(),
      source,
      datacontenttype: "application/json",
      time: new Date().toISOString(),
      sequence: sequence + i,
      ...event,
    })),
  );
  const id = uuidv7();
  const at = new Date();
  const response = await fetch(`${baseUrl()}/api/ingest`, {
    method: "POST",
    headers: {
      "content-type": "application/cloudevents-batch+json",
      "webhook-id": id,
      "webhook-timestamp": String(Math.floor(at.getTime() / 1000)),
      "webhook-signature": new Webhook(secret).sign(id, at, body),
    },
    body,
  });
  return response.status;
}

let phones = 0;
/** A phone number nobody else has in this run: each worker process counts through a thousand of its own. */
export const newPhone = (): string =>
  `+1425${2_200_000 + Number(process.env.TEST_WORKER_INDEX) * 1000 + (phones++ % 1000)}`;
