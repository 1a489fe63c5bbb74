import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser, Page } from "@playwright/test";
import { equip, VOICES } from "@/tests/hearing";

/** What a page of the workspace shows or plays, with the selector that finds it; `audio` is the customer's voice. */
const SIGHTS = {
  inbox: "section[aria-label=Conversations]",
  ring: "[role=alertdialog]",
  bar: "[data-call-bar] button[aria-keyshortcuts='Control+Shift+M']",
};
type Sight = keyof typeof SIGHTS | "audio";
/** When a sight first was there since the page loaded or `forget`, and when it last went away; wall-clock milliseconds. */
type Marks = { seen: Partial<Record<string, number>>; gone: Partial<Record<string, number>>; clicked: number };
type Marked = typeof globalThis & { marks: Marks; ear: { levels(hz: number[]): number[] } };

export type CallPage = {
  page: Page;
  /** Reloads the page. @returns milliseconds until the last of these was there */
  reload(until: readonly Sight[]): Promise<number[]>;
  has(sight: Sight): Promise<number>;
  lost(sight: Sight): Promise<number>;
  clickedAt(): Promise<number>;
  forget(): Promise<void>;
};

const PATIENCE_MS = 30_000;
/** What tsx calls in functions that it has compiled, which run in pages too. */
const NAME = "globalThis.__name = (named) => named";

/** A signed-in person's inbox in a browser context of its own, whose microphone speaks. */
export async function openCallPage(browser: Browser, port: number, session: string): Promise<CallPage> {
  const baseURL = `http://127.0.0.1:${port}`;
  const context = await browser.newContext({ baseURL, permissions: ["microphone"], locale: "en-US" });
  await context.addCookies([{ name: "next-auth.session-token", value: session, url: baseURL }]);
  const page = await context.newPage();
  await page.addInitScript(NAME);
  await equip(page, "ana");
  await page.addInitScript(mark, { sights: SIGHTS, customerHz: VOICES.customer });
  const waitFor = async (of: "seen" | "gone", sight: Sight): Promise<number> => {
    const at = await page.waitForFunction(
      ([which, what]) => (globalThis as Marked).marks[which as "seen"][what as string],
      [of, sight],
      { polling: 20, timeout: PATIENCE_MS },
    );
    return (await at.jsonValue()) as number;
  };
  const has = (sight: Sight) => waitFor("seen", sight);
  await page.goto("/inbox?view=place");
  await has("inbox");
  return {
    page,
    async reload(sights) {
      const from = Date.now();
      await page.reload({ waitUntil: "commit" });
      return Promise.all(sights.map(async (sight) => (await has(sight)) - from));
    },
    has,
    lost: (sight) => waitFor("gone", sight),
    clickedAt: () => page.evaluate(() => (globalThis as Marked).marks.clicked),
    forget: () =>
      page.evaluate(() => {
        Object.assign((globalThis as Marked).marks, { seen: {}, gone: {}, clicked: 0 });
      }),
  };
}

/** Runs in the page: notes when what is waited for comes and goes, at the change itself. */
function mark({ sights, customerHz }: { sights: Record<string, string>; customerHz: number }): void {
  if (window !== window.top) return;
  const marks: Marks = { seen: {}, gone: {}, clicked: 0 };
  (globalThis as Marked).marks = marks;
  const look = () => {
    for (const [name, selector] of Object.entries(sights)) {
      const isThere = document.querySelector(selector) !== null;
      if (isThere) marks.seen[name] ??= Date.now();
      else if (marks.seen[name]) marks.gone[name] ??= Date.now();
    }
  };
  new MutationObserver(look).observe(document, { subtree: true, childList: true, attributes: true });
  addEventListener("click", () => (marks.clicked = Date.now()), { capture: true });
  setInterval(() => {
    const [level = -200] = (globalThis as Marked).ear.levels([customerHz]);
    if (level > -45) marks.seen.audio ??= Date.now();
  }, 20);
}

/** A retailer's page with the chat, on an origin of its own. */
export async function openShop(appPort: number, widgetKey: string): Promise<{ url: string; close(): void }> {
  const html = `<!doctype html><html lang="en"><title>Shop</title><h1>Our shop</h1>
    <script async src="http://127.0.0.1:${appPort}/widget.js" data-key="${widgetKey}" data-place="our shop"></script>`;
  const server = createServer((_req, res) => res.setHeader("content-type", "text/html").end(html));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** A visitor of that page, whose microphone speaks, with the chat open. */
export async function openVisitor(browser: Browser, url: string) {
  const page = await (await browser.newContext({ permissions: ["microphone"], locale: "en-US" })).newPage();
  await page.addInitScript(NAME);
  await equip(page, "customer");
  await page.goto(url);
  await page.getByRole("button", { name: /^Chat with our shop/ }).click();
  const chat = page.frameLocator("iframe");
  const press = (name: string | RegExp) => chat.getByRole("button", { name }).click();
  return {
    async call() {
      await press(/^Call /);
      await press("Start call");
    },
    async hangUp() {
      await press("Hang up");
      await press(/^Close$/);
    },
  };
}
