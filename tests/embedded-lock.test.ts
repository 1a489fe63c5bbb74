import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, rmSync, symlinkSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";

/* Processes that share a folder and nothing else: each has a temporary directory of its own, as in containers. */

let root: string;
const children: ChildProcess[] = [];

beforeEach(() => {
  root = mkdtempSync(path.join(os.tmpdir(), "storeline-lock-"));
});
afterEach(async () => {
  await Promise.all(children.splice(0).map(kill));
  rmSync(root, { recursive: true, force: true });
});

/** A process that evaluates this, says "held" or why not, and keeps what it has until it is killed. */
function contend(module: string, call: string) {
  const program = `import * as it from ${JSON.stringify(path.resolve(module))};
    it.${call}.then(() => "held", (error) => error.message).then((said) => process.stdout.write(said));
    setInterval(() => {}, 1000);`;
  const child = spawn("node", ["--import", "tsx", "--input-type=module", "-e", program], {
    stdio: ["ignore", "pipe", "inherit"],
    env: { ...process.env, TMPDIR: mkdtempSync(path.join(root, "tmp-")) },
  });
  children.push(child);
  const outcome = new Promise<string>((resolve, reject) => {
    child.stdout.once("data", (said) => resolve(String(said)));
    child.once("exit", () => reject(new Error("it ended without a word")));
  });
  return { child, outcome };
}

const openDatabase = (dir: string) => contend("db/pglite.ts", `openPglite(${JSON.stringify(dir)})`);
const takeLock = (dir: string) => contend("db/lock.ts", `takeLock(${JSON.stringify(dir)})`);

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  child.kill("SIGKILL");
  await once(child, "exit");
}

test("a second process is refused with the name of the holder, whatever its TMPDIR and path; kill -9 releases the lock", async () => {
  const dir = path.join(root, "data", "pg");
  const linkedFolder = path.join(root, "linked-folder");
  const linkedDatabase = path.join(root, "linked-database");
  symlinkSync(path.join(root, "data"), linkedFolder);
  mkdirSync(linkedDatabase);
  symlinkSync(dir, path.join(linkedDatabase, "pg"));
  const first = openDatabase(dir);
  expect(await first.outcome).toBe("held");

  for (const other of [dir, path.join(linkedFolder, "pg"), path.join(linkedDatabase, "pg")])
    expect(await openDatabase(other).outcome).toContain(`in use by process ${first.child.pid} on ${os.hostname()}`);

  await kill(first.child);
  expect(await openDatabase(path.join(linkedFolder, "pg")).outcome).toBe("held");
});

test("of many processes that take the lock together, after one was killed, exactly one has it", async () => {
  const first = takeLock(root);
  expect(await first.outcome).toBe("held");
  await kill(first.child);
  const outcomes = await Promise.all(Array.from({ length: 8 }, () => takeLock(root).outcome));
  expect(outcomes.filter((said) => said === "held")).toHaveLength(1);
  expect(outcomes.filter((said) => said.includes("is in use by"))).toHaveLength(7);
});
