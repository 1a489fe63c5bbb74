import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import type { Program } from "./start-asterisk";

const SCENARIO = path.join(import.meta.dirname, "callers.xml");

export type Caller = { number: string; dials: string };
export type Plan = {
  /** The address that the trunk is known by, and the server that is called. */
  from: { host: string; port: number };
  to: { host: string; port: number };
  callers: readonly Caller[];
  perSecond: number;
  /** How long each hears ringing before they hang up. */
  ringMs: number;
};
/** When a call began and when its caller hung up, by the caller's number, in milliseconds since 1970. */
export type Placed = Map<string, { invitedAt: number; canceledAt: number }>;

/** Places calls with SIPp: each rings, waits and is hung up. @throws Error when a call went otherwise, with what SIPp says of it */
export async function placeCalls(sipp: Program, { from, to, callers, perSecond, ringMs }: Plan): Promise<Placed> {
  const home = mkdtempSync(path.join(os.tmpdir(), "storeline-sipp-"));
  const messages = path.join(home, "messages.log");
  const numbers = path.join(home, "numbers.csv");
  writeFileSync(numbers, ["SEQUENTIAL", ...callers.map(({ dials, number }) => `${dials};${number}`), ""].join("\n"));
  const all = String(callers.length);
  const child = spawn(
    sipp.program,
    [
      ...[...sipp.args, "-sf", SCENARIO, "-inf", numbers, "-nostdin", "-d", String(ringMs)],
      ...["-r", String(perSecond), "-m", all, "-l", all, "-i", from.host, "-p", String(from.port)],
      ...["-trace_msg", "-message_file", messages, "-trace_err", "-error_file", path.join(home, "errors.log")],
      `${to.host}:${to.port}`,
    ],
    { cwd: home, stdio: "ignore", env: { ...process.env, TERM: "dumb" } },
  );
  const kill = () => child.kill("SIGKILL");
  process.once("exit", kill);
  const [code] = await once(child, "exit");
  process.off("exit", kill);
  try {
    if (code !== 0) throw new Error(`SIPp ended with ${code}: ${tail(path.join(home, "errors.log"))}`);
    return placedOf(readFileSync(messages, "utf8"));
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
}

const tail = (file: string): string => {
  try {
    return readFileSync(file, "utf8").slice(-2000);
  } catch {
    return "it says nothing";
  }
};

const SENT = /^-{20,} ([\d-]+)[T\s](\d\d:\d\d:\d\d[.:]\d+).*\nUDP message sent[^\n]*\n\s*(INVITE|CANCEL) /gm;

function placedOf(log: string): Placed {
  const placed: Placed = new Map();
  for (const found of log.matchAll(SENT)) {
    const [, day, time = "", verb] = found;
    const number = /^From: <sip:([^@]+)@/m.exec(log.slice(found.index))?.[1] ?? "";
    const at = new Date(
      `${day}T${time.replace(/:(\d+)$/, (whole) => (time.includes(".") ? whole : `.${whole.slice(1)}`))}`,
    );
    const known = placed.get(number) ?? { invitedAt: 0, canceledAt: 0 };
    // The first of each: the others repeat it.
    if (verb === "INVITE") known.invitedAt ||= at.getTime();
    else known.canceledAt ||= at.getTime();
    placed.set(number, known);
  }
  return placed;
}
