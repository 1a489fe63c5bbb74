import { spawn } from "node:child_process";
import path from "node:path";
import { inject } from "vitest";
import { end, type NodeProcess, SMS_ACCOUNT } from "./node-process";
import { freePort } from "./pg";

const WITHOUT_PAGES = path.join(import.meta.dirname, "without-pages.mjs");

/** Starts the server as it is built, without the pages. It may not be ready yet. */
export async function startNode(settings: Record<string, string>): Promise<NodeProcess> {
  const port = settings.PORT ? Number(settings.PORT) : await freePort();
  const child = spawn("node", ["--import", WITHOUT_PAGES, "--enable-source-maps", inject("server")], {
    stdio: ["ignore", "pipe", "pipe"],
    env: {
      PATH: process.env.PATH,
      NODE_ENV: "production",
      HOST: "127.0.0.1",
      PORT: String(port),
      // Logs of servers in a test are searched with the rest: see tests/logs.last.ts.
      LOG_FILE: process.env.LOG_FILE,
      LOG_LEVEL: "info",
      SECRET: "a secret that only the tests use, and nothing else",
      TWILIO_ACCOUNT_SID: SMS_ACCOUNT.accountSid,
      TWILIO_AUTH_TOKEN: SMS_ACCOUNT.authToken,
      ...settings,
    },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk) => (output += chunk));
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  child.once("exit", () => process.off("exit", kill));
  return {
    port,
    pid: child.pid ?? 0,
    exited: () =>
      child.exitCode === null && child.signalCode === null ? null : `${child.exitCode ?? child.signalCode}`,
    output: () => output,
    stop: (signal = "SIGKILL") => end(child, signal),
  };
}
