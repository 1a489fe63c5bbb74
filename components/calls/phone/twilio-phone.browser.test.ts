import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { type Browser, chromium, type Page } from "@playwright/test";
import { build } from "esbuild";
import { uuidv7 } from "uuidv7";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { findChromium } from "@/scripts/chromium.mjs";
import { AUDIO_ARGS, equip, type Heard, heard, VOICES } from "@/tests/hearing";
import type { PhonePage } from "@/tests/twilio/phone-page";

/* Twilio's own SDK in a real browser. The other end is a double: what its real counterpart does is not proven here. */

const SOON = { timeout: 30_000, interval: 100 };
/** As the workspace has it, see server/http/security-headers.ts; the script of the test is in the page. */
const POLICY = "default-src 'self'; script-src 'unsafe-inline'; connect-src 'self' wss://voice-js.roaming.twilio.com";

let browser: Browser;
let server: Server;
let url: string;
beforeAll(async () => {
  const { outputFiles } = await build({
    ...{ entryPoints: ["tests/twilio/phone-page.ts"], bundle: true, write: false, format: "iife" },
    define: { "process.env.NODE_ENV": '"test"', global: "globalThis" },
    logLevel: "warning",
  });
  const script = outputFiles?.[0]?.text.replaceAll("</script", "<\\/script");
  const html = `<!doctype html><title>Phone</title><link rel="icon" href="data:,"><script>${script}</script>`;
  server = createServer((_req, res) =>
    res.setHeader("content-type", "text/html").setHeader("content-security-policy", POLICY).end(html),
  );
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  browser = await chromium.launch({
    executablePath: await findChromium(),
    args: ["--no-sandbox", "--disable-dev-shm-usage", ...AUDIO_ARGS],
  });
});
afterAll(async () => {
  await browser?.close();
  server?.close();
});

let page: Page;
let requests: string[];
const legId = uuidv7();
beforeEach(async () => {
  page = await browser.newPage();
  requests = [];
  page.on("request", (request) => requests.push(request.url()));
  await equip(page, "ana");
  await page.goto(url);
  await page.evaluate((leg) => (globalThis as unknown as { phone: PhonePage }).phone.start(leg), {
    callId: uuidv7(),
    legId,
    deviceId: uuidv7(),
  });
});
afterEach(() => page.close());

const inPage = <T>(read: (phone: PhonePage) => T): Promise<T> =>
  page.evaluate(`(${read.toString()})(globalThis.phone)`);
/* On a busy machine an attempt to connect may take longer than the phone waits, and is begun anew: no test counts attempts. */
const CONNECTED = `connected with leg=${legId}`;
const connections = () => inPage(({ log }) => log.filter((line) => line.startsWith("connected")));
const state = () => inPage(({ leg }) => leg?.state.connection ?? null);
const becomes = (connection: "connected") => expect.poll(state, SOON).toBe(connection);
const hears = (expected: Heard[]) => expect.poll(() => heard(page), SOON).toEqual(expected);
/** Whether the tone of Ana's microphone arrives at the other end. */
const isHeard = (loud: boolean) =>
  expect
    .poll(async () => (await page.evaluate(`globalThis.phone.level(${VOICES.ana})`)) as number, SOON)
    [loud ? "toBeGreaterThan" : "toBeLessThan"](loud ? -60 : -80);

test("it connects with its leg, and both ends hear each other", async () => {
  await Promise.all([hears(["customer"]), isHeard(true), becomes("connected")]);
  expect(new Set(await connections())).toEqual(new Set([CONNECTED]));
});

test("a muted microphone is not heard, and is again", async () => {
  await isHeard(true);
  await page.evaluate("globalThis.phone.leg.setMuted(true)");
  await isHeard(false);
  await page.evaluate("globalThis.phone.leg.setMuted(false)");
  await isHeard(true);
});

test("after the other end hung up it connects again by itself", async () => {
  await hears(["customer"]);
  const [before, tokens] = await page.evaluate<[number, number]>(`(() => {
    const before = [globalThis.phone.log.length, globalThis.phone.tokens];
    globalThis.phone.edges.at(-1).hangUp();
    return before;
  })()`);
  await expect.poll(() => inPage(({ log }) => log.length), SOON).toBeGreaterThan(before);
  await expect.poll(() => inPage(({ log }) => log.at(-1)), SOON).toBe(CONNECTED);
  await Promise.all([hears(["customer"]), isHeard(true), becomes("connected")]);
  expect(await inPage((phone) => phone.tokens)).toBeGreaterThan(tokens);
});

test("closing the leg hangs up, and its sound ends", async () => {
  await hears(["customer"]);
  await page.evaluate("globalThis.phone.leg.close()");
  await hears([]);
  await expect.poll(() => inPage(({ log }) => log.at(-1)), SOON).toBe("hung up");
});

test("the SDK plays nothing by itself, and contacts nobody but the signaling host", async () => {
  await hears(["customer"]);
  await page.evaluate("globalThis.phone.leg.setVolume(0)");
  await hears([]);
  await isHeard(true);
  await becomes("connected");
  expect(requests.filter((one) => !one.startsWith(url) && !one.startsWith("data:"))).toEqual([]);
  const contacted = await inPage(({ edges }) => edges.map((edge) => edge.url));
  expect(new Set(contacted)).toEqual(new Set(["wss://voice-js.roaming.twilio.com/signal"]));
});
