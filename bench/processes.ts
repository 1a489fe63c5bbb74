import { type ChildProcess, fork, spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import path from "node:path";
import { freePort } from "@/tests/pg";

const children = new Set<ChildProcess>();
process.on("exit", () => {
  for (const child of children) child.kill("SIGKILL");
});

/** Ends the run after this many seconds, so that a stuck benchmark never lingers; exit handlers still clean up. */
export function watchdog(seconds: number): void {
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => process.exit(1));
  setTimeout(() => {
    process.stderr.write(`the time limit of ${seconds} s was reached\n`);
    process.exit(2);
  }, seconds * 1000).unref();
}

/** Starts one of this folder's programs and waits until it says "ready". */
export async function start(file: string, args: string[]): Promise<ChildProcess> {
  const child = fork(path.join(import.meta.dirname, file), args, {
    execArgv: ["--import", "tsx", "--max-semi-space-size=32"],
  });
  children.add(child);
  await answer(child);
  return child;
}

/** The child's next message. */
export function answer<T>(child: ChildProcess): Promise<T> {
  return new Promise((resolve, reject) => {
    const died = (code: number | null) => reject(new Error(`a benchmark process ended with code ${code}`));
    child.once("exit", died);
    child.once("message", (message) => {
      child.off("exit", died);
      resolve(message as T);
    });
  });
}

export function ask<T>(child: ChildProcess, order: unknown): Promise<T> {
  const answered = answer<T>(child);
  child.send(order as object);
  return answered;
}

export type App = { port: number; pid: number; readySeconds: number; stop(): Promise<void> };

/** The arguments of `node` in `npm start`. */
function startArguments(): string[] {
  const { scripts } = JSON.parse(readFileSync("package.json", "utf8")) as { scripts: { start: string } };
  return scripts.start.split(" node ")[1]?.split(" ") ?? [];
}

/** Starts what `npm start` starts, on its own port and database. */
export async function startApp(settings: Record<string, string>): Promise<App> {
  const port = await freePort();
  const started = performance.now();
  const child = spawn("node", startArguments(), {
    stdio: ["ignore", "ignore", "inherit"],
    env: {
      ...process.env,
      NODE_ENV: "production",
      HOST: "127.0.0.1",
      PORT: String(port),
      LOG_LEVEL: "error",
      ...settings,
    },
  });
  children.add(child);
  const died = new Promise<never>((_, reject) =>
    child.once("exit", (code) => reject(new Error(`the server ended with code ${code}`))),
  );
  died.catch(() => {});
  await Promise.race([untilReady(port), died]);
  return {
    port,
    pid: child.pid ?? 0,
    readySeconds: (performance.now() - started) / 1000,
    async stop() {
      const gone = new Promise((resolve) => child.once("exit", resolve));
      child.kill("SIGTERM");
      await gone;
    },
  };
}

async function untilReady(port: number): Promise<void> {
  for (;;) {
    const ok = await fetch(`http://127.0.0.1:${port}/readyz`).then(
      (response) => response.ok,
      () => false,
    );
    if (ok) return;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

/** CPU time a process has used so far, in seconds. */
export function cpuSeconds(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ")[1]?.split(" ") ?? [];
  return (Number(fields[11]) + Number(fields[12])) / 100;
}

/** Resident memory in MB. */
export function residentMB(pid: number): number {
  const line = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"));
  return Number(line?.[1] ?? 0) / 1024;
}
