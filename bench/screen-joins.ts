import type { ChildProcess } from "node:child_process";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Options, Slice } from "./load-client";
import { ask, cpuSeconds, start } from "./processes";
import { median, round, say, shuffle, sleep } from "./stats";

/** Messages per second while a thousand screens are connected: far below the limit of both servers, so that only stalls show. */
const RATE = 10;
const CONNECTIONS = 8;
/** Later effects of a join, such as the presence pushed to everybody else, count toward its cost. */
const SETTLE_MS = 3000;
/** Longer than the grace period after which a screen counts as offline. */
const LEAVE_MS = 7000;

export type Side = { pid: number; options: Options };

/**
 * All screens reconnect at once: measures the server's CPU time per join, compared with the bare server. Then measures the
 * worst latency of any message while they stay, over at least two rounds of session renewal.
 */
export async function measureScreens(sides: { bare: Side; app: Side }, rounds: number, watchMs: number) {
  const dir = mkdtempSync(path.join(os.tmpdir(), "storeline-bench-"));
  try {
    const cpu = { bare: [] as number[], app: [] as number[] };
    for (let i = 0; i < rounds; i++)
      for (const name of shuffle(["bare", "app"] as const)) {
        const joined = await join(sides[name], path.join(dir, name));
        cpu[name].push(joined.cpu);
        say(`  ${name}: ${round(joined.cpu)} s of CPU time`);
        joined.client.kill("SIGKILL");
        await sleep(LEAVE_MS);
      }
    const app = await stay(sides.app, path.join(dir, "app"), watchMs);
    const bare = await stay(sides.bare, path.join(dir, "bare"), watchMs);
    const result = {
      people: sides.app.options.viewers,
      joinCpuSeconds: round(median(cpu.app)),
      bareJoinCpuSeconds: round(median(cpu.bare)),
      joinCpuRatio: round(median(cpu.app.map((seconds, i) => seconds / (cpu.bare[i] ?? Number.NaN)))),
      watchedSeconds: watchMs / 1000,
      ...{ p50Ms: round(app.p50), p99Ms: round(app.p99), worstMs: round(app.worst) },
      ...{ bareP50Ms: round(bare.p50), bareP99Ms: round(bare.p99), bareWorstMs: round(bare.worst) },
    };
    say(`  ${JSON.stringify(result)}`);
    return result;
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
}

/** Latency of messages while all screens stay connected. The bare server's figures show what the host adds. */
async function stay(side: Side, file: string, ms: number): Promise<Slice> {
  const { client } = await join(side, file);
  const slice = await ask<Slice>(client, { kind: "open", rate: RATE, ms, connections: CONNECTIONS });
  client.kill("SIGKILL");
  if (slice.lost + slice.doubled > 0)
    throw new Error(
      `${slice.lost} messages were lost, ${slice.doubled} doubled and ${slice.errors} refused: the run is void`,
    );
  return slice;
}

async function join({ pid, options }: Side, file: string): Promise<{ client: ChildProcess; cpu: number }> {
  writeFileSync(file, JSON.stringify(options), { mode: 0o600 });
  const before = cpuSeconds(pid);
  const client = await start("load-client.ts", [file]);
  await sleep(SETTLE_MS);
  return { client, cpu: cpuSeconds(pid) - before };
}
