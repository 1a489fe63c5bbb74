// Shared by the command-line scripts. Plain JavaScript for any Node from 20.9 on: these files run before anything is installed.
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, openSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import net from "node:net";
import path from "node:path";
import { fileURLToPath } from "node:url";

export const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
export const CACHE = path.join(ROOT, ".cache");
process.chdir(ROOT);

// Puts the Node that npm installs first on the PATH, so that child processes use it.
process.env.PATH = [path.join(ROOT, "node_modules", ".bin"), process.env.PATH].join(path.delimiter);

export const say = (line) => process.stdout.write(`${line}\n`);

/** Ends the script with an error message. */
export function fail(sentence) {
  process.stderr.write(`\n${sentence}\n`);
  process.exit(1);
}

const children = new Set();
for (const signal of ["SIGINT", "SIGTERM"])
  process.on(signal, () => {
    for (const child of children) child.kill(signal);
  });

/** Runs a program with our terminal, or writing into the file `log`. @returns its exit code; a signal counts as 1 */
export function run(program, args = [], { env = {}, quiet = false, log } = {}) {
  return new Promise((resolve) => {
    const file = log === undefined ? undefined : openSync(log, "a");
    const ours = quiet ? ["ignore", "ignore", "inherit"] : "inherit";
    const stdio = file === undefined ? ours : ["ignore", file, file];
    const child = spawn(program, args, { stdio, env: { ...process.env, ...env } });
    children.add(child);
    child.once("error", () => resolve(127));
    child.once("exit", (code) => {
      children.delete(child);
      resolve(code ?? 1);
    });
  });
}

/** Runs a program and ends the script when it fails. */
export async function must(sentence, program, args, options) {
  if ((await run(program, args, options)) !== 0) fail(sentence);
}

/** The first of these programs found on the PATH, or null. */
export function which(...names) {
  for (const name of names)
    for (const dir of (process.env.PATH ?? "").split(path.delimiter)) {
      const file = path.join(dir, name);
      if (dir && existsSync(file) && statSync(file).isFile()) return file;
    }
  return null;
}

/** @returns whether nothing listens on this loopback port */
export function isFree(port, host = "127.0.0.1") {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once("error", () => resolve(false));
    server.listen(port, host, () => server.close(() => resolve(true)));
  });
}

export async function freePort(from) {
  for (let port = from; port < from + 200; port++) if (await isFree(port)) return port;
  return fail(`No free port was found between ${from} and ${from + 199}.`);
}

function* files(entry) {
  if (!existsSync(entry)) return;
  if (!statSync(entry).isDirectory()) return yield entry;
  for (const name of readdirSync(entry).sort()) yield* files(path.join(entry, name));
}

/** A fingerprint of these files and folders, by content. */
export function fingerprint(entries, salt = "") {
  const hash = createHash("sha256").update(salt);
  for (const entry of entries) for (const file of files(entry)) hash.update(`\0${file}\0`).update(readFileSync(file));
  return hash.digest("hex");
}

export function readMark(name) {
  const file = path.join(CACHE, name);
  return existsSync(file) ? readFileSync(file, "utf8") : null;
}

export function writeMark(name, value) {
  mkdirSync(CACHE, { recursive: true });
  writeFileSync(path.join(CACHE, name), value);
}
