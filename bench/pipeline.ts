import type { ChildProcess } from "node:child_process";
import type { Options, Slice } from "./load-client";
import { ask, start } from "./processes";
import { interval, median, round, say, shuffle } from "./stats";

export type Sides = { bare: Options; app: Options };

/**
 * Compares the application with the bare server: both run at once, measurements alternate in shuffled order, and ratios are
 * taken within each round. The result is void when a message was lost or duplicated.
 */
export async function measurePipeline(sides: Sides, rounds: number, ms: number) {
  const clients = {
    bare: await start("load-client.ts", [JSON.stringify(sides.bare)]),
    app: await start("load-client.ts", [JSON.stringify(sides.app)]),
  };
  const names = ["bare", "app"] as const;
  const slice = (name: (typeof names)[number], order: object) => ask<Slice>(clients[name] as ChildProcess, order);
  for (const name of names) await slice(name, { kind: "closed", connections: 64, ms: 1500 });

  const closed = { bare: [] as Slice[], app: [] as Slice[] };
  for (let i = 0; i < rounds; i++)
    for (const name of shuffle(names)) closed[name].push(await slice(name, { kind: "closed", connections: 64, ms }));
  const rate = Math.max(1, Math.round(median(closed.bare.map((s) => s.perSecond)) * 0.5));
  const open = { bare: [] as Slice[], app: [] as Slice[] };
  for (let i = 0; i < Math.max(4, rounds >> 1); i++)
    for (const name of shuffle(names)) open[name].push(await slice(name, { kind: "open", rate, ms: ms + 500 }));
  for (const client of Object.values(clients)) client.kill("SIGKILL");
  return summary(closed, open, rate);
}

function summary(closed: Record<"bare" | "app", Slice[]>, open: Record<"bare" | "app", Slice[]>, rate: number) {
  const ratios = closed.app.map((s, i) => s.perSecond / (closed.bare[i]?.perSecond ?? Number.NaN));
  const p99 = open.app.map((s, i) => s.p99 / (open.bare[i]?.p99 ?? Number.NaN));
  const all = [...closed.app, ...open.app];
  const sum = (key: "lost" | "doubled" | "errors") => all.reduce((total, s) => total + s[key], 0);
  const of = (list: Slice[], key: keyof Slice) => round(median(list.map((s) => s[key])), 2);
  const result = {
    ratio: round(median(ratios)),
    ratioInterval: interval(ratios),
    p99Ratio: round(median(p99)),
    p99RatioInterval: interval(p99),
    perSecond: of(closed.app, "perSecond"),
    barePerSecond: of(closed.bare, "perSecond"),
    openRate: rate,
    p50Ms: of(open.app, "p50"),
    bareP50Ms: of(open.bare, "p50"),
    p99Ms: of(open.app, "p99"),
    bareP99Ms: of(open.bare, "p99"),
    eventsPerFrame: of(closed.app, "perFrame"),
    lost: sum("lost"),
    doubled: sum("doubled"),
    errors: sum("errors"),
  };
  say(`  ${JSON.stringify(result)}`);
  if (result.lost + result.doubled > 0) throw new Error("messages were lost or doubled: the run is void");
  return result;
}
