import { readFileSync } from "node:fs";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { fileURLToPath } from "node:url";
import { type Browser, chromium, type Page } from "@playwright/test";
import { build } from "esbuild";
import { afterAll, beforeAll, expect, test } from "vitest";
import { findChromium } from "@/scripts/chromium.mjs";
import { AUDIO_ARGS } from "@/tests/hearing";

const packaged = (name: string) =>
  readFileSync(fileURLToPath(import.meta.resolve(`@sapphi-red/web-noise-suppressor/${name}`)));
/** As our own pages: WebAssembly, and no code that is made from text. */
const POLICY = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'";

let browser: Browser;
let server: Server;
let page: Page;
beforeAll(async () => {
  const { outputFiles } = await build({
    ...{ entryPoints: ["tests/noise-page.ts"], bundle: true, write: false, format: "iife", logLevel: "warning" },
  });
  const files: Record<string, [string, string | Buffer]> = {
    "/": ["text/html", "<!doctype html><title>Noise</title><script src=/page.js></script>"],
    "/page.js": ["text/javascript", outputFiles?.[0]?.text ?? ""],
    "/audio/rnnoise.js": ["text/javascript", packaged("rnnoiseWorklet.js")],
    "/audio/rnnoise.wasm": ["application/wasm", packaged("rnnoise.wasm")],
    "/audio/rnnoise_simd.wasm": ["application/wasm", packaged("rnnoise_simd.wasm")],
  };
  server = createServer((req, res) => {
    const [type, body] = files[req.url ?? ""] ?? ["text/plain", ""];
    res.setHeader("content-type", type).setHeader("content-security-policy", POLICY).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  browser = await chromium.launch({
    executablePath: await findChromium(),
    args: ["--no-sandbox", "--disable-dev-shm-usage", ...AUDIO_ARGS],
  });
  page = await browser.newPage();
  await page.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
});
afterAll(async () => {
  await browser?.close();
  server?.close();
});

test("noise is taken out, and a voice stays", async () => {
  const { noise, voice } = await page.evaluate(() => globalThis.noise.measure());
  expect(noise.before).toBeGreaterThan(-25);
  expect(noise.before - noise.after).toBeGreaterThan(5);
  expect(voice.after).toBeGreaterThan(-45);
});

test("whoever stops the clean track stops the microphone", async () => {
  expect(await page.evaluate(() => globalThis.noise.stops())).toEqual(["live", "ended"]);
});
