import { existsSync, readFileSync } from "node:fs";
import { fail, must, say } from "./lib.mjs";

/** Checks that Node is new enough and that the installed packages match the lock file. */
export async function ensure() {
  const [major, minor] = process.versions.node.split(".").map(Number);
  if (major < 20 || (major === 20 && minor < 9))
    fail(`Storeline needs Node 20.9 or later; this is ${process.versions.node}. Install it from https://nodejs.org.`);
  if (isInstalled()) return;
  say("Installing packages (about a minute, the first time only) ...");
  await must(
    "npm ci failed (see above): check the network or the package registry, then run the same command again.",
    "npm",
    ["ci", "--no-audit", "--no-fund", "--loglevel=error"],
  );
}

/** Optional packages are left out: which of them are installed depends on the platform. */
function isInstalled() {
  const installed = read("node_modules/.package-lock.json");
  const wanted = read("package-lock.json");
  if (!installed || !wanted) return false;
  return Object.entries(wanted).every(
    ([where, entry]) => where === "" || entry.optional || installed[where]?.version === entry.version,
  );
}

function read(file) {
  if (!existsSync(file)) return null;
  try {
    return JSON.parse(readFileSync(file, "utf8")).packages;
  } catch {
    return null;
  }
}
