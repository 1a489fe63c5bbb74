import { spawn } from "node:child_process";
import { once } from "node:events";
import { openSync } from "node:fs";
import { expect } from "@playwright/test";
import { demoAccounts } from "@/server/lib/demo-accounts";
import { end, ready, textVia as signedTextVia } from "@/tests/node-process";
import { freePort } from "@/tests/pg";

export type Node = { port: number; stop(signal: NodeJS.Signals): Promise<number | null> };
export type Nodes = {
  first: Node;
  second: Node;
  /** The public address, whichever node a load balancer picks. */
  publicUrl: string;
  stop(): Promise<void>;
};

const shared = (databaseUrl: string) => ({
  ...process.env,
  NODE_ENV: "production" as const,
  STORELINE_SIMULATOR: "1",
  DATABASE_URL: databaseUrl,
  REDIS_URL: "",
  LOG_LEVEL: "debug",
});

/** The log file of a run's servers, which e2e/logs.teardown.ts reads. */
export function intoLog(): ["ignore", number, number] {
  const file = openSync(process.env.E2E_LOG ?? "", "a");
  return ["ignore", file, file];
}

/** Fills the database with the browser tests' small shop. */
export async function fillShop(databaseUrl: string): Promise<void> {
  const seed = spawn("node", ["dist/seed.mjs", "--small"], { env: shared(databaseUrl), stdio: intoLog() });
  const [code] = await once(seed, "exit");
  expect(code, "the shop is filled").toBe(0);
}

/** Two server processes on one database, one secret and one public address: what the compose file starts. */
export async function startNodes(databaseUrl: string, redisUrl = ""): Promise<Nodes> {
  const [one, two] = [await freePort(), await freePort()];
  // The first node's port stands for the load balancer's, so that the server's own public address reaches a node.
  const publicUrl = `http://localhost:${one}`;
  const env = { ...shared(databaseUrl), REDIS_URL: redisUrl, PUBLIC_URL: publicUrl };
  const start = (port: number): Node => {
    const child = spawn("node", ["--enable-source-maps", "dist/server-demo.mjs"], {
      env: { ...env, PORT: String(port) },
      stdio: intoLog(),
    });
    return { port, stop: (signal) => end(child, signal) };
  };
  const [first, second] = [start(one), start(two)];
  const stop = async () => void (await Promise.all([first.stop("SIGKILL"), second.stop("SIGKILL")]));
  try {
    for (const { port } of [first, second])
      await expect.poll(() => ready(port), { message: "the node starts", timeout: 60_000 }).toBe(200);
  } catch (error) {
    await stop();
    throw error;
  }
  return { first, second, publicUrl, stop };
}

/** A text to the demo's account, signed for the public address, that the balancer hands to this node. */
export const textVia = (
  node: Node,
  publicUrl: string,
  sms: { from: string; to: string; text: string; sid?: string },
): Promise<number> => signedTextVia(node, publicUrl, sms, demoAccounts(publicUrl).twilio);
