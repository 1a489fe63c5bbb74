// `npm run bench`: compares Storeline with a minimal server on this machine, in one run. Only ratios can be compared between
// hosts. Loopback only, time-limited, on a temporary PostgreSQL. Last line: one JSON object.
import { randomBytes } from "node:crypto";
import pg from "pg";
import { type Cluster, freePort, startCluster } from "@/tests/pg";
import { measureCalls } from "./calls";
import { measureInbox } from "./inbox-queries";
import { measurePipeline } from "./pipeline";
import { type App, residentMB, start, startApp, watchdog } from "./processes";
import { closedLoop } from "./raw-http";
import { view } from "./raw-viewer";
import { measureScreens } from "./screen-joins";
import { measureSearch } from "./search";
import { ACCOUNT, type Seeded, STORE_NUMBER, seedStore } from "./seed";
import { median, round, say, shuffle, sleep } from "./stats";
import { measureWebCalls } from "./web-calls";

const full = process.argv.includes("--full");
const quick = process.argv.includes("--quick");
const onlyScreens = process.argv.includes("--screens");
const onlyCalls = process.argv.includes("--calls");
const onlySearch = process.argv.includes("--search");
const rounds = quick ? 4 : 12;
const sliceMs = 1000;
const PEOPLE = 100;
/** The number of people who sign in when a retailer opens. */
const EVERYBODY = 1000;
const SENDERS = 1000;
const secret = randomBytes(32).toString("hex");
const authToken = randomBytes(16).toString("hex");
watchdog(full ? 3600 : 1800);

async function createDatabase(cluster: Cluster, name: string): Promise<string> {
  const client = new pg.Client({ connectionString: cluster.url() });
  await client.connect();
  await client.query(`create database ${name}`);
  await client.end();
  return cluster.url(name);
}

/** The load generator's options for both servers. */
function sidesOf(app: App, barePort: number, cookies: string[], viewers: number) {
  const common = { cookies, account: ACCOUNT, to: STORE_NUMBER, senders: SENDERS, viewers };
  const urlOf = (port: number) => `http://127.0.0.1:${port}`;
  return {
    bare: { ...common, target: "bare" as const, port: barePort, secret, publicUrl: urlOf(barePort) },
    app: { ...common, target: "app" as const, port: app.port, secret: authToken, publicUrl: urlOf(app.port) },
  };
}

async function pipelines(app: App, barePort: number, cookies: string[]) {
  const result: Record<string, Awaited<ReturnType<typeof measurePipeline>>> = {};
  for (const viewers of [100, 1]) {
    say(`signed POST -> commit -> ${viewers} staff socket(s), 64 in flight, ${rounds} rounds`);
    result[`inbound${viewers}`] = await measurePipeline(sidesOf(app, barePort, cookies, viewers), rounds, sliceMs);
  }
  return result;
}

/** All screens join at once; then the worst message latency while they stay. */
function screens(app: App, bare: { port: number; pid: number }, { cookies }: Seeded) {
  say(`${EVERYBODY} people join, and stay over two rounds of session renewal`);
  const sides = sidesOf(app, bare.port, cookies, EVERYBODY);
  return measureScreens(
    {
      bare: { pid: bare.pid, options: sides.bare },
      app: { pid: app.pid, options: { ...sides.app, areScreens: true } },
    },
    quick ? 1 : 3,
    quick ? 65_000 : 120_000,
  );
}

/** Compares a frequent signed-in query with a plain GET of the bare server, over 32 keep-alive connections. */
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

type Bare = { bare: { port: number; pid: number }; startBare(): Promise<void> };

async function everything(cluster: Cluster, app: App, { bare, startBare }: Bare, seeded: Seeded) {
  const cookies = seeded.cookies.slice(0, PEOPLE);
  await sleep(2000);
  const rssMB = round(residentMB(app.pid), 0);
  const idleKB = await socketKB(app, cookies);
  await startBare();
  const { inbound100, inbound1 } = await pipelines(app, bare.port, cookies);
  const trpc = await trpcRatio(app, bare.port, cookies[0] ?? "");
  const everybody = await screens(app, bare, seeded);
  await app.stop();
  const calls = await callsAlone();
  const sizes = { small: 10_000, large: full ? 1_000_000 : 100_000 };
  say("the inbox at two sizes");
  const urls = {
    small: await createDatabase(cluster, "bench_small"),
    large: await createDatabase(cluster, "bench_large"),
  };
  const { openSqlMs, ...list } = await measureInbox(urls, sizes);
  return {
    search: await searchAlone(),
    inbound100,
    inbound1,
    trpc: { ratio: trpc },
    everybody,
    calls,
    list: { ...list, ...sizes },
    open: { sqlMs: openSqlMs },
    socketKB: idleKB,
    readySeconds: round(app.readySeconds),
    rssMB,
    node: process.version,
  };
}

const cluster = await startCluster({
  max_connections: "200",
  shared_buffers: "512MB",
  max_wal_size: "4GB",
  checkpoint_timeout: "30min",
});
/** Everything that one store shows, or only its screens. */
async function measureStore() {
  const url = await createDatabase(cluster, "bench_app");
  const seeded = await seedStore(url, secret, EVERYBODY, SENDERS);
  const app = await startApp({
    DATABASE_URL: url,
    SECRET: secret,
    TWILIO_ACCOUNT_SID: ACCOUNT,
    TWILIO_AUTH_TOKEN: authToken,
  });
  const barePort = await freePort();
  const bare = { port: barePort, pid: 0 };
  const startBare = async () => {
    const child = await start("bare-server.ts", [
      String(barePort),
      await createDatabase(cluster, "bench_bare"),
      secret,
    ]);
    bare.pid = child.pid ?? 0;
  };
  if (!onlyScreens) return everything(cluster, app, { bare, startBare }, seeded);
  return { everybody: await startBare().then(() => screens(app, bare, seeded).finally(() => app.stop())) };
}

const callsAlone = async () => ({
  web: await measureWebCalls(await createDatabase(cluster, "bench_web_calls"), secret),
  telephone: await measureCalls(await createDatabase(cluster, "bench_calls"), secret),
});

/** At 10,000 and 100,000 conversations, in full at a million too. */
async function searchAlone() {
  const measured = [];
  for (const size of [10_000, ...(quick ? [] : [100_000]), ...(full ? [1_000_000] : [])])
    measured.push(await measureSearch(await createDatabase(cluster, `bench_search_${size}`), size, quick ? 5 : 20));
  return measured;
}

async function measureOne() {
  if (onlyCalls) return { calls: await callsAlone() };
  return onlySearch ? { search: await searchAlone() } : measureStore();
}

try {
  const result = await measureOne();
  await cluster.stop();
  process.stdout.write(`${JSON.stringify(result)}\n`, () => process.exit(0));
} catch (error) {
  say(String(error instanceof Error ? error.stack : error));
  process.exit(1);
}
