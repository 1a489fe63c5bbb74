import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { createInterface } from "node:readline";
import { freePort } from "./pg";

const hasRedis = spawnSync("redis-server", ["--version"], { stdio: "ignore" }).status === 0;
/** Whether the tests that need Redis run. In CI they always do, and fail without one: only a developer's machine may skip them. */
export const runsRedis = hasRedis || Boolean(process.env.CI);

/**
 * Starts a throw-away Redis on a free loopback port that keeps nothing.
 * @throws Error when it ends before it is ready
 */
export async function startRedis(): Promise<{ url: string; stop(): Promise<void> }> {
  const port = await freePort();
  const settings = ["--port", `${port}`, "--bind", "127.0.0.1", "--save", "", "--appendonly", "no"];
  const redis = spawn("redis-server", settings, { stdio: ["ignore", "pipe", "inherit"] });
  const gone = once(redis, "exit");
  const lines = createInterface({ input: redis.stdout });
  await new Promise<void>((resolve, reject) => {
    lines.on("line", (line) => line.includes("Ready to accept connections") && resolve());
    gone.then(([code]) => reject(new Error(`redis-server ended with ${code}`)), reject);
  });
  return {
    url: `redis://127.0.0.1:${port}`,
    async stop() {
      redis.kill("SIGKILL");
      await gone;
    },
  };
}
