// Builds what `npm start` runs; with --simulator, what `npm run demo` and the browser tests run.
import { pathToFileURL } from "node:url";
import { ensure } from "./ensure.mjs";
import { fingerprint, must, readMark, say, writeMark } from "./lib.mjs";

const SOURCES = [
  "app",
  "components",
  "messages",
  "server",
  "db",
  "widget",
  "docs/asterisk/sounds/en",
  "docs/asterisk/sounds/es",
  "public/icons",
  "public/manifest.webmanifest",
  "scripts/build.mjs",
  "scripts/build-widget.mjs",
  "scripts/build-server.mjs",
  "scripts/server-options.mjs",
  "scripts/copy-audio.mjs",
  "next.config.ts",
  "postcss.config.mjs",
  "tsconfig.json",
  "package-lock.json",
];

/** Builds pages, server and widget; does nothing when no source has changed since the last time. */
export async function build({ simulator, force = false }) {
  const mark = simulator ? "build-demo" : "build";
  const now = fingerprint(SOURCES, process.version);
  if (!force && readMark(mark) === now) return;
  say(simulator ? "Building with the simulator (about a minute) ..." : "Building ...");
  writeMark(mark, "");
  const env = { NODE_ENV: "production", STORELINE_SIMULATOR: simulator ? "1" : "", NEXT_TELEMETRY_DISABLED: "1" };
  await must("The chat widget could not be built (see above).", "node", ["scripts/build-widget.mjs"], { env });
  await must("The audio code could not be copied (see above).", "node", ["scripts/copy-audio.mjs"]);
  await must("The server could not be built (see above).", "node", ["scripts/build-server.mjs"], { env });
  await must("The pages could not be built (see above).", "next", ["build"], { env });
  writeMark(mark, now);
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  await ensure();
  await build({ simulator: process.argv.includes("--simulator"), force: process.argv.includes("--force") });
}
