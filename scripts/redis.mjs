// The tests of presence between nodes speak to a real Redis: found on the PATH, or installed where that is possible.
import { apt } from "./chromium.mjs";
import { say, which } from "./lib.mjs";

/** Says so when there is none: those tests are then counted as skipped, never passed over in silence. */
export function findRedis() {
  if (which("redis-server")) return;
  if (process.platform === "linux" && process.getuid?.() === 0 && which("apt-get")) {
    say("No Redis found: installing one ...");
    apt("redis-server");
    if (which("redis-server")) return;
  }
  say("No redis-server on the PATH: the two tests of presence between nodes are skipped. Install it to run them.");
}
