import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import type { Browser, Page } from "@playwright/test";
import { Server } from "socket.io";

type Bare = typeof globalThis & { clicked: number; gone: number };

const PAGE = `<!doctype html><title>Bare</title><div role="alertdialog"></div><button>Answer</button>
<script src="/socket.io/socket.io.js"></script><script>
  const socket = io({ transports: ["websocket"] });
  document.querySelector("button").onclick = () => { window.clicked = Date.now(); socket.emit("answer"); };
  socket.on("connect", () => { document.title = "Connected"; });
  socket.on("taken", () => { document.querySelector("[role=alertdialog]")?.remove(); window.gone = Date.now(); });
  socket.on("again", () => { window.gone = 0; });
</script>`;

/**
 * The same browsers with nothing of ours: a page that is reloaded until its socket is connected, and a click that a server passes on
 * to the other pages, which remove an element.
 */
export async function barePages(browser: Browser, count: number, rounds: number) {
  const http = createServer((_request, response) => response.setHeader("content-type", "text/html").end(PAGE));
  const io = new Server(http, { transports: ["websocket"] });
  io.on("connection", (socket) => {
    socket.on("answer", () => io.emit("taken"));
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(http.address() as AddressInfo).port}/`;
  const pages: Page[] = [];
  for (let n = 0; n < count; n++) pages.push(await (await browser.newContext()).newPage());
  for (const page of pages) await page.goto(url);
  const times = { load: [] as number[], clear: [] as number[] };
  for (let round = 0; round < rounds; round++) {
    const [one, ...others] = [...pages.slice(round % count), ...pages.slice(0, round % count)] as [Page, ...Page[]];
    times.load.push(await reload(one));
    io.emit("again");
    await Promise.all(pages.map((page) => page.waitForFunction(() => (globalThis as Bare).gone === 0)));
    await one.getByRole("button").click();
    const gone = await Promise.all(others.map(goneAt));
    times.clear.push(Math.max(...gone) - (await one.evaluate(() => (globalThis as Bare).clicked)));
  }
  for (const page of pages) await page.context().close();
  await io.close();
  return times;
}

async function reload(page: Page): Promise<number> {
  const from = Date.now();
  await page.reload({ waitUntil: "commit" });
  const at = await page.waitForFunction(() => document.title === "Connected" && Date.now(), null, { polling: 5 });
  return Number(await at.jsonValue()) - from;
}

const goneAt = async (page: Page): Promise<number> =>
  Number(await (await page.waitForFunction(() => (globalThis as Bare).gone, null, { polling: 5 })).jsonValue());
