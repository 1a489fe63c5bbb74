import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type Browser, type BrowserContext, test as base, expect, type Page } from "@playwright/test";
import type { PersonName } from "@/tests/world";
import { PASSWORD, signIn } from "./api";
import { baseUrl } from "./send-webhooks";
import { makeWorld, type Place, type World } from "./world";

export { expect };

type Fixtures = {
  /** The hosts that pages may request: names of this machine in tests. */
  hosts: string[];
  /** Fails the test when a page requests another host. A test that launches its own browser passes its contexts in. */
  noForeignRequests: (context: BrowserContext) => void;
  /** Opens a page in a new browser context (another device) with a signed-in person of this worker's world. */
  as: (person: PersonName, options?: Parameters<Browser["newContext"]>[0]) => Promise<Page>;
  /** A retailer's page on another origin that embeds the chat of this place. */
  shop: (place: Place, head?: string) => Promise<string>;
};

export const test = base.extend<Fixtures, { world: World }>({
  world: [
    async ({ playwright }, use, { workerIndex }) => use(await makeWorld(playwright.request, workerIndex)),
    { scope: "worker", timeout: 180_000 },
  ],

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
      await endRoutes(context);
      expect(foreign, "requests to other hosts").toEqual([]);
    },
    { auto: true },
  ],

  as: async ({ browser, world, noForeignRequests: _ }, use) => {
    const open = new Set<BrowserContext>();
    await use(async (person, options) => {
      const context = await browser.newContext({ baseURL: baseUrl(), ...options });
      open.add(context);
      context.on("close", () => open.delete(context));
      expect(await signIn(context.request, world[person].email)).toBe(true);
      return context.newPage();
    });
    for (const context of [...open]) {
      await endRoutes(context);
      await context.close();
    }
  },

  // biome-ignore lint/correctness/noEmptyPattern: Playwright wants the pattern
  shop: async ({}, use) => {
    const servers: Server[] = [];
    await use(async (place, head = "") => {
      const html = `<!doctype html><html lang="en"><title>Shop</title><h1>Our shop</h1>${head}
        <script async src="${baseUrl()}/widget.js" data-key="${place.widgetKey}" data-place="our shop"></script>`;
      const server = createServer((_req, res) => res.setHeader("content-type", "text/html").end(html));
      servers.push(server);
      await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
      return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
    });
    for (const server of servers) server.closeAllConnections();
    for (const server of servers) server.close();
  },
});

/** A request that a route still handles when its journey ends must not fail it. */
async function endRoutes(context: BrowserContext): Promise<void> {
  for (const routed of [...context.pages(), context]) await routed.unrouteAll({ behavior: "ignoreErrors" });
}

/** Signs in by the form. `isThere`: the page already shows the sign-in page. */
export async function login(page: Page, email: string, { isThere = false } = {}): Promise<void> {
  if (!isThere) await page.goto("/login");
  await page.getByLabel("E-mail").fill(email);
  await page.getByLabel("Password", { exact: true }).fill(PASSWORD);
  await page.getByRole("button", { name: "Sign in", exact: true }).click();
  await page.waitForURL(/\/(inbox|board)/);
}
