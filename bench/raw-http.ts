import net from "node:net";
import { micros } from "./stats";

/** One keep-alive connection with one request in flight: a minimal client, so that the server is measured. */
export type Connection = { send(request: Buffer, answered: (status: number) => void): void; close(): void };

export function connect(port: number): Promise<Connection> {
  return new Promise((resolve, reject) => {
    const socket = net.connect(port, "127.0.0.1");
    let buffered = "";
    let waiting: ((status: number) => void) | undefined;
    socket.setNoDelay(true);
    socket.once("error", reject);
    socket.once("connect", () =>
      resolve({
        send(request, answered) {
          waiting = answered;
          socket.write(request);
        },
        close: () => socket.destroy(),
      }),
    );
    socket.on("data", (chunk) => {
      buffered += chunk.toString("latin1");
      if (!isWhole(buffered)) return;
      const status = Number(buffered.slice(9, 12));
      buffered = "";
      waiting?.(status);
    });
  });
}

function isWhole(answer: string): boolean {
  const end = answer.indexOf("\r\n\r\n");
  if (end < 0) return false;
  const length = /content-length: (\d+)/i.exec(answer.slice(0, end));
  return length ? answer.length >= end + 4 + Number(length[1]) : answer.endsWith("0\r\n\r\n");
}

export type Load = { perSecond: number; errors: number; latencies: number[] };

/** Closed loop: each connection sends its next request when the last is answered. */
export async function closedLoop(port: number, connections: number, ms: number, build: () => Buffer): Promise<Load> {
  const all = await Promise.all(Array.from({ length: connections }, () => connect(port)));
  const started = micros();
  const until = started + ms * 1000;
  const latencies: number[] = [];
  let errors = 0;
  await Promise.all(
    all.map(async (connection) => {
      while (micros() < until) {
        const sent = micros();
        const status = await new Promise<number>((resolve) => connection.send(build(), resolve));
        latencies.push(micros() - sent);
        if (status >= 300) errors++;
      }
      connection.close();
    }),
  );
  return { perSecond: latencies.length / ((micros() - started) / 1e6), errors, latencies };
}

/**
 * Open loop: requests fall due at a fixed rate whether or not earlier ones were answered, so that a slow server cannot slow
 * down the measurement. `build` receives the moment each request fell due.
 * @returns how many were never sent, and how many were refused; refused ones were not acknowledged, so they do not count as
 * lost
 */
export async function openLoop(
  port: number,
  rate: number,
  ms: number,
  build: (due: number) => Buffer,
  connections = 128,
): Promise<{ unsent: number; refused: number }> {
  const idle = await Promise.all(Array.from({ length: connections }, () => connect(port)));
  const all = [...idle];
  const backlog: number[] = [];
  let refused = 0;
  const fire = (connection: Connection, due: number): void =>
    connection.send(build(due), (status) => {
      if (status >= 300) refused++;
      const next = backlog.shift();
      if (next === undefined) idle.push(connection);
      else fire(connection, next);
    });
  const total = Math.round((rate * ms) / 1000);
  const started = micros();
  await new Promise<void>((resolve) => {
    let sent = 0;
    const tick = () => {
      const target = Math.min(total, Math.floor(((micros() - started) / 1e6) * rate));
      for (; sent < target; sent++) {
        const due = started + (sent / rate) * 1e6;
        // Uses connections in turn, because a server closes idle ones.
        const connection = idle.shift();
        if (connection) fire(connection, due);
        else backlog.push(due);
      }
      if (sent < total) setTimeout(tick, 1);
      else resolve();
    };
    tick();
  });
  const deadline = micros() + 10e6;
  while (backlog.length > 0 || idle.length < all.length) {
    if (micros() > deadline) break;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  for (const connection of all) connection.close();
  return { unsent: backlog.length, refused };
}
