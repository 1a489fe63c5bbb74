// Finds a real Redis on the PATH, or installs one if possible, for the tests of presence between nodes.
import { apt } from "./chromium.mjs";
import { say, which } from "./lib.mjs";

/** Prints a message when there is none; those tests then count as skipped. */
export function findRedis() {
  if (which("redis-server")) return;
  if (process.platform === "linux" && process.getuid?.() === 0 && which("apt-get")) {
    say("No Redis found: installing one ...");
    apt("redis-server");
    if (which("redis-server")) return;
  }
  say("No redis-server on the PATH: the tests of Redis between nodes are skipped. Install it to run them.");
}
