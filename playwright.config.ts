import { mkdirSync } from "node:fs";
import net from "node:net";
import path from "node:path";
import { defineConfig, devices } from "@playwright/test";
import { findChromium } from "./scripts/chromium.mjs";
import { disableFeatures } from "./scripts/chromium-features.mjs";

// Workers inherit what the first reading of this file decides.
process.env.E2E_PORT ??= String(await freePort());
process.env.CHROMIUM_PATH ??= await findChromium();
process.env.SECRET ??= "the secret of the browser tests' own server";
const port = process.env.E2E_PORT;
// What every server of the run writes, read by e2e/logs.teardown.ts at its end.
process.env.E2E_LOG ??= path.resolve(`.cache/e2e-logs/${port}.log`);
mkdirSync(path.dirname(process.env.E2E_LOG), { recursive: true });
const url = `http://127.0.0.1:${port}`;

export default defineConfig({
  testDir: "e2e",
  outputDir: ".cache/e2e",
  // Each worker makes its own places and people (e2e/world.ts), and none sees those of another.
  fullyParallel: true,
  workers: 2,
  // Generous: a busy machine is slow, and what is wrong does not become right by waiting.
  timeout: 300_000,
  expect: { timeout: 20_000 },
  reporter: "list",
  use: {
    baseURL: url,
    timezoneId: "UTC",
    // Every step's page and network, without a picture of each.
    trace: { mode: "retain-on-failure", screenshots: false },
    launchOptions: {
      executablePath: process.env.CHROMIUM_PATH,
      args: [
        "--no-sandbox",
        "--disable-dev-shm-usage",
        "--disable-component-update",
        "--disable-background-networking",
        disableFeatures(),
        // Calls: a microphone that beeps, and no question whether it may be used.
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
      ],
    },
  },
  projects: [
    {
      name: "chromium",
      use: { ...devices["Desktop Chrome"], viewport: { width: 1440, height: 900 } },
      teardown: "logs",
    },
    { name: "logs", testMatch: "logs.teardown.ts" },
  ],
  webServer: {
    command: "node scripts/e2e-server.mjs",
    url: `${url}/readyz`,
    env: { PORT: port, PUBLIC_URL: url, SECRET: process.env.SECRET, LOG_LEVEL: "debug", E2E_LOG: process.env.E2E_LOG },
    timeout: 180_000,
    stdout: "pipe",
    gracefulShutdown: { signal: "SIGTERM", timeout: 10_000 },
  },
});

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = net.createServer().once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const { port } = probe.address() as net.AddressInfo;
      probe.close(() => resolve(port));
    });
  });
}
