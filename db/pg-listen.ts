import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { log } from "@/server/lib/log";
import { connectionOptions, guardClient, INTERACTIVE } from "./pg-pool";

const BACKOFF_MS = [250, 500, 1000, 2000, 5000];

/**
 * Listens on a channel for as long as the process runs, and reconnects after a lost or silent connection. A silent one is
 * detected after `pingMs` and `answerMs`.
 * @param onConnect called after each (re)connection, because notifications may have been missed before
 * @returns a function that stops listening, once the first attempt to connect has ended
 */
export async function listenOn(
  url: string,
  channel: string,
  onNotification: (payload: string) => void,
  onConnect: () => void = () => {},
  { pingMs, answerMs } = { pingMs: 10_000, answerMs: 5000 },
): Promise<() => Promise<void>> {
  const stopping = new AbortController();
  let attemptEnded = () => {};
  const firstAttempt = new Promise<void>((resolve) => {
    attemptEnded = resolve;
  });
  const running = (async () => {
    for (let failures = 0; !stopping.signal.aborted; failures++) {
      const client = new pg.Client(connectionOptions(url, INTERACTIVE));
      guardClient(client, answerMs);
      client.on("notification", ({ payload = "" }) => onNotification(payload));
      try {
        await client.connect();
        await client.query(`listen ${pg.escapeIdentifier(channel)}`);
        failures = 0;
        onConnect();
        attemptEnded();
        await pingUntilLost(client, pingMs, stopping.signal);
      } catch (error) {
        if (!stopping.signal.aborted) log.warn({ err: error }, "postgres listener lost");
      }
      attemptEnded();
      await client.end().catch(() => {});
      await sleep(BACKOFF_MS[failures] ?? 5000, undefined, { signal: stopping.signal }).catch(() => {});
    }
  })();
  await firstAttempt;
  return async () => {
    stopping.abort();
    await running;
  };
}

/** Returns after an abort. @throws Error when the connection is lost or does not respond */
async function pingUntilLost(client: pg.Client, pingMs: number, stop: AbortSignal): Promise<void> {
  const lost = new Promise<never>((_, reject) => {
    client.once("error", reject);
    client.once("end", () => reject(new Error("Connection terminated")));
  });
  lost.catch(() => {});
  while (!stop.aborted) {
    await Promise.race([lost, sleep(pingMs, undefined, { signal: stop }).catch(() => {})]);
    if (!stop.aborted) await client.query("select 1");
  }
}
