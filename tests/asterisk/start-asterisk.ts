import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { closeSync, mkdirSync, mkdtempSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { inject, vi } from "vitest";
import { Ari } from "@/server/voice/asterisk/ari";
import { HOLD_TONE_HZ } from "../hearing";
import { freePort } from "../pg";
import { writeTone } from "./sound";

/** What operators adapt, and what only tests need. */
const CONFIGURATIONS = ["docs/asterisk", "tests/asterisk/etc"];
/** One that exists but is empty keeps the server from complaining. */
const EMPTY = ["acl", "ccss", "cdr", "cel", "features", "indications", "pjproject", "udptl"];
const USER = "storeline";
const PASSWORD = "only the tests know it";
export const TRUNK = "pbx";

export type AsteriskPlan = {
  /** Names its channels, so that ids of two servers never meet. */
  name: string;
  app: string;
  sip: { host: string; port: number };
  /** The server at the other end of the trunk. */
  peer: { host: string; port: number };
  rtpFrom: number;
  /** Who rings while our application is away. */
  fallback?: string;
};

export type AsteriskServer = {
  ari: Ari;
  settings: { url: string; user: string; password: string; app: string; sipUrl: string };
  /** Everything it has printed. */
  console(): string;
  /** Ends it without a word to anybody. */
  kill(): Promise<void>;
  start(): Promise<void>;
  stop(): Promise<void>;
};

/** A real Asterisk in a folder of its own, with the configuration of `docs/asterisk`. */
export async function startAsterisk(plan: AsteriskPlan): Promise<AsteriskServer> {
  const installed = inject("asterisk");
  if (!installed) throw new Error("There is no Asterisk on this system.");
  const home = mkdtempSync(path.join(os.tmpdir(), "storeline-asterisk-"));
  const httpPort = await freePort();
  configure(home, plan, httpPort, installed);
  const base = `http://127.0.0.1:${httpPort}`;
  const ari = new Ari({ url: new URL(base), user: USER, password: PASSWORD, app: plan.app });
  const printed = path.join(home, "console.log");
  const arguments_ = [...installed.args, "-C", path.join(home, "etc/asterisk.conf"), "-f"];
  let child: ChildProcess | null = null;

  const start = async () => {
    const out = openSync(printed, "a");
    child = spawn(installed.program, arguments_, { stdio: ["ignore", out, out], cwd: home });
    closeSync(out);
    await vi.waitFor(() => ari.get("asterisk/info"), { timeout: 30_000, interval: 50 });
  };
  const end = async (signal: NodeJS.Signals) => {
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const gone = once(child, "exit");
    child.kill(signal);
    await gone;
  };
  const remove = () => {
    child?.kill("SIGKILL");
    rmSync(home, { recursive: true, force: true, maxRetries: 20, retryDelay: 50 });
  };
  process.once("exit", remove);
  await start();
  return {
    ari,
    settings: { url: base, user: USER, password: PASSWORD, app: plan.app, sipUrl: `ws://127.0.0.1:${httpPort}/ws` },
    console: () => readFileSync(printed, "utf8"),
    kill: () => end("SIGKILL"),
    start,
    async stop() {
      process.off("exit", remove);
      await end("SIGKILL");
      remove();
    },
  };
}

function configure(home: string, plan: AsteriskPlan, httpPort: number, { modules, data }: Installed): void {
  for (const folder of ["etc", "run", "moh", "var/lib/keys", "var/db", "var/log", "var/spool/recording"])
    mkdirSync(path.join(home, folder), { recursive: true });
  writeTone(path.join(home, "moh/tone.wav"), HOLD_TONE_HZ, 20);
  const values: Record<string, string> = {
    HOME: home,
    MODULES: modules,
    DATA: data,
    NAME: plan.name,
    PRIVATE_ADDRESS: "127.0.0.1",
    HTTP_PORT: String(httpPort),
    ARI_USER: USER,
    ARI_PASSWORD: PASSWORD,
    ARI_APP: plan.app,
    TRUNK,
    SIP_ADDRESS: plan.sip.host,
    SIP_PORT: String(plan.sip.port),
    PBX_HOST: plan.peer.host,
    PBX_ADDRESS: `${plan.peer.host}:${plan.peer.port}`,
    FALLBACK: plan.fallback ?? "",
    RTP_START: String(plan.rtpFrom),
    RTP_END: String(plan.rtpFrom + 199),
  };
  for (const folder of CONFIGURATIONS)
    for (const name of readdirSync(folder).filter((file) => file.endsWith(".conf")))
      writeFileSync(path.join(home, "etc", name), filled(readFileSync(path.join(folder, name), "utf8"), values));
  for (const name of EMPTY) writeFileSync(path.join(home, "etc", `${name}.conf`), "");
  writeFileSync(path.join(home, "etc/rtp.conf"), `${filled(RTP, values)}${loopbackCandidates()}`);
}

const RTP = readFileSync("docs/asterisk/rtp.conf", "utf8");

const filled = (text: string, values: Record<string, string>): string =>
  text.replace(/@([A-Z_]+)@/g, (_, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`nothing is known to put in place of @${name}@`);
    return value;
  });

/** Asterisk never offers 127.0.0.1 to browsers by itself, and a test leaves this machine for nobody. */
function loopbackCandidates(): string {
  const all = Object.values(os.networkInterfaces()).flat();
  const own = all.flatMap((one) => (one && one.family === "IPv4" && !one.internal ? [one.address] : []));
  return ["ice_deny = ::/0", "[ice_host_candidates]", ...own.map((address) => `${address} => 127.0.0.1`), ""].join(
    "\n",
  );
}

/** The program with its arguments, and where its parts are: see `scripts/asterisk.mjs`. */
export type Installed = { program: string; args: string[]; modules: string; data: string };

declare module "vitest" {
  interface ProvidedContext {
    /** Null where there is no Debian to take one from. */
    asterisk: Installed | null;
  }
}
