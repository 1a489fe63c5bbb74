import { createHash } from "node:crypto";
import { mkdirSync, realpathSync, rmSync } from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";

/**
 * Keeps a second process out of an embedded database. A listening Unix socket is held by the kernel: it is freed by kill -9
 * and immune to process ids that repeat, which a pid file is not.
 * @returns a function that lets go
 * @throws Error naming the folder and the process that holds it
 */
export async function takeLock(dir: string): Promise<() => void> {
  mkdirSync(dir, { recursive: true });
  const name = createHash("sha256").update(realpathSync(dir)).digest("hex").slice(0, 16);
  const file = path.join(os.tmpdir(), `storeline-${name}.sock`);
  for (let attempt = 0; attempt < 2; attempt++) {
    const server = await listen(file);
    if (server) return () => void server.close();
    const owner = await ask(file);
    if (owner)
      throw new Error(
        `the embedded database in ${dir} is in use by process ${owner}; stop it, or set another DATA_DIR`,
      );
    rmSync(file, { force: true }); // left behind by a killed process: nobody answers
  }
  throw new Error(`the embedded database in ${dir} could not be locked`);
}

function listen(file: string): Promise<net.Server | null> {
  return new Promise((resolve, reject) => {
    const server = net.createServer((socket) => socket.end(String(process.pid)));
    server.once("error", (error: NodeJS.ErrnoException) =>
      error.code === "EADDRINUSE" ? resolve(null) : reject(error),
    );
    server.listen(file, () => {
      server.unref();
      resolve(server);
    });
  });
}

function ask(file: string): Promise<string | null> {
  return new Promise((resolve) => {
    let answer = "";
    const socket = net.connect(file);
    socket.on("data", (chunk) => {
      answer += chunk;
    });
    socket.on("close", () => resolve(answer || null));
    socket.on("error", () => {});
  });
}
