// Finds a Chromium for the browser tests, or installs one.
import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import { fail, say, which } from "./lib.mjs";

const MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome";

/** @returns the path of a Chromium that starts: CHROMIUM_PATH, the system's, Playwright's, or the one inside our packages */
export async function findChromium() {
  const asked = process.env.CHROMIUM_PATH;
  if (asked) return starts(asked) ? asked : fail(`CHROMIUM_PATH names ${asked}, which does not start.`);
  const system = which("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome");
  for (const file of [system, MAC]) if (file && starts(file)) return file;
  const own = await playwrightOwn();
  if (own && starts(own)) return own;
  const packaged = await fromPackages();
  if (packaged && starts(packaged)) return packaged;
  return install(own);
}

async function playwrightOwn() {
  const { chromium } = await import("@playwright/test");
  return chromium.executablePath();
}

/** Ships inside an npm package for Linux on x64; unpacks itself below the temporary folder. */
async function fromPackages() {
  if (process.platform !== "linux" || process.arch !== "x64") return null;
  const { default: packaged } = await import("@sparticuz/chromium");
  return packaged.executablePath().catch(() => null);
}

function install(own) {
  say("No Chromium found: installing one ...");
  if (process.platform === "linux" && process.getuid?.() === 0 && which("apt-get")) {
    apt("chromium");
    const file = which("chromium", "chromium-browser");
    if (file && starts(file)) return file;
  }
  spawnSync("playwright", ["install", "chromium"], { stdio: "inherit" });
  if (own && starts(own)) return own;
  return fail("No Chromium was found or could be installed: install Chromium or Chrome, or set CHROMIUM_PATH.");
}

export function apt(...packages) {
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  const options = { stdio: ["ignore", "ignore", "inherit"], env };
  spawnSync("apt-get", ["update", "-qq"], options);
  return spawnSync("apt-get", ["install", "-y", "-qq", "--no-install-recommends", ...packages], options).status === 0;
}

function starts(file) {
  if (!existsSync(file)) return false;
  return spawnSync(file, ["--version", "--no-sandbox"], { stdio: "ignore", timeout: 30_000 }).status === 0;
}
