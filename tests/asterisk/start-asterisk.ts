import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import {
  appendFileSync,
  closeSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import { Ari } from "@/server/voice/asterisk/ari";
import { HOLD_TONE_HZ } from "../hearing";
import { freePort } from "../pg";
import { until } from "../until";
import { GREETINGS, SPANISH, writeTone } from "./sound";

/** What operators adapt, and what only tests need. */
const CONFIGURATIONS = ["docs/asterisk", "tests/asterisk/etc"];
/** Which of these is there depends on the plan. */
const JOINING = ["pjsip-trunk.conf", "pjsip-extension.conf"];
/** One that exists but is empty keeps the server from complaining. */
const EMPTY = ["acl", "ccss", "cdr", "cel", "features", "indications", "pjproject", "udptl"];
const USER = "storeline";
const PASSWORD = "only the tests know it";
export const TRUNK = "pbx";

/** An account of a phone at a PBX; calls to it are for `number`. */
export type Extension = { user: string; password: string; number: string };

export type AsteriskPlan = {
  /** Names its channels, so that ids of two servers never meet. */
  name: string;
  app: string;
  sip: { host: string; port: number };
  /** The server at the other end of the trunk, or the PBX. */
  peer: { host: string; port: number };
  /** How it is joined with its peer: by default by a trunk. Of several extensions, the first is called `TRUNK`. */
  join?: "trunk" | readonly Extension[] | "none";
  rtpFrom: number;
  /** Who rings while our application is away. */
  fallback?: string;
  /** The files of `docs/asterisk/sounds`, or tones in their place, which tests can tell from each other. */
  greetings?: "tones" | "shipped" | "none";
  /** What it has beside ours: further lines of its files. */
  own?: Record<string, readonly string[]>;
};

export type AsteriskServer = {
  ari: Ari;
  settings: { url: string; user: string; password: string; app: string; sipUrl: string };
  /** Everything it has printed. */
  console(): string;
  /** Ends it without a word to anybody. */
  kill(): Promise<void>;
  /** Corrects one of its files and reloads them, as an operator does while calls go on. */
  correct(file: string, text: string, into: string): Promise<void>;
  /** Forgets who has registered, as a PBX does that keeps it in memory. It must not run. */
  forgetRegistrations(): void;
  start(): Promise<void>;
  stop(): Promise<void>;
};

const RTP_PORTS = 400;

/** @returns the first of the ports for audio that the server with this number has, in this worker alone */
export const rtpPorts = (server: 0 | 1): number =>
  12_000 + (2 * Number(process.env.VITEST_POOL_ID) + server) * RTP_PORTS;

/** A real Asterisk in a folder of its own, with the configuration of `docs/asterisk`. */
export async function startAsterisk(installed: Installed | null, plan: AsteriskPlan): Promise<AsteriskServer> {
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
    await until(() => ari.get("asterisk/info"), 60_000);
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
    async correct(file, text, into) {
      const at = path.join(home, "etc", file);
      writeFileSync(at, readFileSync(at, "utf8").replace(text, into));
      const reload = spawn(installed.program, [...arguments_.slice(0, -1), "-rx", "core reload"], { stdio: "ignore" });
      await once(reload, "exit");
    },
    forgetRegistrations: () => rmSync(path.join(home, "var/db/astdb.sqlite3"), { force: true }),
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
  placeSounds(path.join(home, "data"), data, plan.greetings);
  const values: Record<string, string> = {
    HOME: home,
    MODULES: modules,
    DATA: path.join(home, "data"),
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
    RTP_END: String(plan.rtpFrom + RTP_PORTS - 1),
  };
  for (const folder of CONFIGURATIONS)
    for (const name of readdirSync(folder).filter((file) => file.endsWith(".conf") && !JOINING.includes(file)))
      writeFileSync(path.join(home, "etc", name), filled(readFileSync(path.join(folder, name), "utf8"), values));
  joinPeer(path.join(home, "etc"), plan.join, values);
  for (const [name, lines] of Object.entries(plan.own ?? {}))
    appendFileSync(path.join(home, "etc", name), ["", ...lines, ""].join("\n"));
  for (const name of EMPTY) writeFileSync(path.join(home, "etc", `${name}.conf`), "");
  writeFileSync(path.join(home, "etc/rtp.conf"), `${filled(RTP, values)}${loopbackCandidates()}`);
}

/** Writes the files that join it with its peer. An extension registers again every other second, so that no test waits long. */
function joinPeer(etc: string, join: AsteriskPlan["join"] = "trunk", values: Record<string, string>): void {
  const [trunk = "", extension = ""] = JOINING;
  const text = (file: string) => readFileSync(path.join("docs/asterisk", file), "utf8");
  if (join === "trunk") writeFileSync(path.join(etc, trunk), filled(text(trunk), values));
  if (typeof join === "string") return;
  for (const [index, { user, password, number }] of join.entries()) {
    const its = {
      ...{ TRUNK: index === 0 ? TRUNK : `${TRUNK}-${user}`, REGISTER_SECONDS: "12", RETRY_SECONDS: "2" },
      ...{ EXTENSION: user, EXTENSION_PASSWORD: password, NUMBER: number },
    };
    writeFileSync(path.join(etc, `pjsip-extension-${user}.conf`), filled(text(extension), { ...values, ...its }));
  }
}

/** The sounds of the packages, and our own beside them; in place of those that no test tells from others, a short silence. */
function placeSounds(folder: string, packaged: string, greetings: AsteriskPlan["greetings"] = "none"): void {
  const [sounds, english] = [path.join(folder, "sounds"), path.join(folder, "sounds/en")];
  mkdirSync(english, { recursive: true });
  for (const name of readdirSync(packaged)) link(path.join(packaged, name), path.join(folder, name));
  for (const name of readdirSync(path.join(packaged, "sounds")))
    link(path.join(packaged, "sounds", name), path.join(sounds, name));
  for (const name of readdirSync(path.join(packaged, "sounds/en")))
    link(path.join(packaged, "sounds/en", name), path.join(english, name));
  if (greetings === "shipped")
    for (const language of ["en", "es"])
      cpSync(`docs/asterisk/sounds/${language}`, path.join(sounds, language), { recursive: true });
  if (greetings !== "tones") return;
  for (const file of readdirSync("docs/asterisk/sounds/en")) writeTone(path.join(english, file), 0, 0.25);
  for (const [name, hz] of Object.entries(GREETINGS)) writeTone(path.join(english, `storeline-${name}.wav`), hz, 3);
  const spanish = path.join(folder, "sounds/es");
  mkdirSync(spanish, { recursive: true });
  for (const name of ["menu-store", "digit-1", "digit-2"])
    writeTone(path.join(spanish, `storeline-${name}.wav`), 0, 0.25);
  writeTone(path.join(spanish, "storeline-closed.wav"), SPANISH.cerrado, 3);
  writeTone(path.join(spanish, "storeline-menu-order-status.wav"), SPANISH.pedido, 3);
}

function link(target: string, at: string): void {
  if (!existsSync(at)) symlinkSync(target, at);
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
export type Installed = Program & { modules: string; data: string; sipp: Program };
export type Program = { program: string; args: string[] };

declare module "vitest" {
  interface ProvidedContext {
    /** Null where there is no Debian to take one from. */
    asterisk: Installed | null;
  }
}
