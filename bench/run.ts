// `npm run bench`: Storeline against the least anyone can do, on this machine, in one run. Ratios are the claims; absolute
// numbers belong to the host. Loopback only, time-limited; its PostgreSQL is thrown away at the end. Last line: one JSON object.
import { randomBytes } from "node:crypto";
import pg from "pg";
import { type Cluster, startCluster } from "@/tests/pg";
import { measureInbox } from "./inbox";
import { measurePipeline } from "./pipeline";
import { type App, freePort, residentMB, start, startApp, watchdog } from "./processes";
import { closedLoop } from "./raw-http";
import { view } from "./raw-viewer";
import { ACCOUNT, type Seeded, STORE_NUMBER, seedStore } from "./seed";
import { median, round, say, shuffle, sleep } from "./stats";

const full = process.argv.includes("--full");
const quick = process.argv.includes("--quick");
const rounds = quick ? 4 : 12;
const sliceMs = 1000;
const PEOPLE = 100;
const SENDERS = 1000;
const secret = randomBytes(32).toString("hex");
const authToken = randomBytes(16).toString("hex");
watchdog(full ? 3600 : 1200);

async function createDatabase(cluster: Cluster, name: string): Promise<string> {
  const client = new pg.Client({ connectionString: cluster.url() });
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  return cluster.url(name);
}

async function pipelines(app: App, barePort: number, seeded: Seeded) {
  const common = { cookies: seeded.cookies, account: ACCOUNT, to: STORE_NUMBER, senders: SENDERS };
  const result: Record<string, Awaited<ReturnType<typeof measurePipeline>>> = {};
  for (const viewers of [100, 1]) {
    say(`signed POST -> commit -> ${viewers} staff socket(s), 64 in flight, ${rounds} rounds`);
    const url = `http://127.0.0.1:${app.port}`;
    const bare = {
      ...common,
      target: "bare" as const,
      port: barePort,
      viewers,
      secret,
      publicUrl: `http://127.0.0.1:${barePort}`,
    };
    const ours = { ...common, target: "app" as const, port: app.port, viewers, secret: authToken, publicUrl: url };
    result[`inbound${viewers}`] = await measurePipeline({ bare, app: ours }, rounds, sliceMs);
  }
  return result;
}

/** The hot signed-in query against a plain GET of the bare server; 32 keep-alive connections. */
async function trpcRatio(app: App, barePort: number, cookie: string): Promise<number> {
  say("hot tRPC query against a raw GET");
  const get = (path: string, extra = "") =>
    Buffer.from(`GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${app.port}\r\n${extra}\r\n`);
  const targets = {
    raw: { port: barePort, request: get("/") },
    trpc: { port: app.port, request: get("/api/trpc/team.me", `Cookie: ${cookie}\r\n`) },
  };
  const ratios: number[] = [];
  for (let i = 0; i < rounds + 2; i++) {
    const speed = { raw: 0, trpc: 0 };
    for (const name of shuffle(["raw", "trpc"] as const)) {
      const load = await closedLoop(targets[name].port, 32, sliceMs, () => targets[name].request);
      if (load.errors > 0) throw new Error(`${load.errors} ${name} requests failed`);
      speed[name] = load.perSecond;
    }
    if (i >= 2) ratios.push(speed.trpc / speed.raw);
  }
  return round(median(ratios));
}

/** Resident memory per idle staff socket, from its slope between 500 and 2,000. */
async function socketKB(app: App, cookies: string[]): Promise<number> {
  say("2,000 idle sockets");
  const leave: (() => void)[] = [];
  const readings: number[] = [];
  for (const target of [500, 2000]) {
    while (leave.length < target) {
      const batch = Array.from({ length: 50 }, (_, i) =>
        view(app.port, cookies[(leave.length + i) % cookies.length] ?? "", () => {}),
      );
      leave.push(...(await Promise.all(batch)));
    }
    await sleep(4000);
    readings.push(residentMB(app.pid));
  }
  for (const go of leave) go();
  return round((((readings[1] ?? 0) - (readings[0] ?? 0)) * 1024) / 1500, 1);
}

const cluster = await startCluster({
  max_connections: "200",
  shared_buffers: "512MB",
  max_wal_size: "4GB",
  checkpoint_timeout: "30min",
});
try {
  const url = await createDatabase(cluster, "bench_app");
  const seeded = await seedStore(url, secret, PEOPLE, SENDERS);
  const app = await startApp({
    DATABASE_URL: url,
    SECRET: secret,
    TWILIO_ACCOUNT_SID: ACCOUNT,
    TWILIO_AUTH_TOKEN: authToken,
  });
  await sleep(2000);
  const rssMB = round(residentMB(app.pid), 0);
  const idleKB = await socketKB(app, seeded.cookies);
  const barePort = await freePort();
  await start("bare-server.ts", [String(barePort), await createDatabase(cluster, "bench_bare"), secret]);
  const { inbound100, inbound1 } = await pipelines(app, barePort, seeded);
  const trpc = await trpcRatio(app, barePort, seeded.cookies[0] ?? "");
  await app.stop();

  const sizes = { small: 10_000, large: full ? 1_000_000 : 100_000 };
  say("the inbox at two sizes");
  const urls = {
    small: await createDatabase(cluster, "bench_small"),
    large: await createDatabase(cluster, "bench_large"),
  };
  const inbox = await measureInbox(urls, sizes);
  const { openSqlMs, ...list } = inbox;
  const result = {
    inbound100,
    inbound1,
    trpc: { ratio: trpc },
    list: { ...list, ...sizes },
    open: { sqlMs: openSqlMs },
    socketKB: idleKB,
    readySeconds: round(app.readySeconds),
    rssMB,
    node: process.version,
  };
  await cluster.stop();
  process.stdout.write(`${JSON.stringify(result)}\n`, () => process.exit(0));
} catch (error) {
  say(String(error instanceof Error ? error.stack : error));
  process.exit(1);
}
