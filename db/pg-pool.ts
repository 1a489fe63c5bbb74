import type { Socket } from "node:net";
import pg from "pg";
import { log } from "@/server/lib/log";

type Limits = {
  /** Without a response for this long, the connection is destroyed and its query fails. */
  queryMs: number;
  lockMs: number;
};
/** For work that people and providers wait for. */
export const INTERACTIVE: Limits = { queryMs: 17_000, lockMs: 5000 };
/** For background work: pg-boss creates its schema and deletes old jobs in single statements. */
export const BACKGROUND: Limits = { queryMs: 30_000, lockMs: 25_000 };

/** The timeout for a new connection, and for a free one of the pool. */
const CHECKOUT_MS = 5000;
/** The server cancels a slow statement this long before we give up, so that only silence costs a connection. */
const HEAD_START_MS = 2000;

/** The options of every connection. The server also detects a peer that has vanished. */
export const connectionOptions = (url: string, { queryMs, lockMs }: Limits): pg.ClientConfig => ({
  connectionString: url,
  connectionTimeoutMillis: CHECKOUT_MS,
  keepAlive: true,
  keepAliveInitialDelayMillis: 5000,
  // The planner's default assumes spinning disks and would read the rest of a list instead of using its index.
  options: [
    "random_page_cost=1.1",
    `statement_timeout=${queryMs - HEAD_START_MS}`,
    `lock_timeout=${lockMs}`,
    "idle_in_transaction_session_timeout=10000",
    "tcp_keepalives_idle=5",
    "tcp_keepalives_interval=2",
    "tcp_keepalives_count=3",
  ]
    .map((setting) => `-c ${setting}`)
    .join(" "),
});

/** A pool that survives lost connections, even while they are checked out, and in which every query ends. */
export function openPool(url: string, max: number, limits: Limits): pg.Pool {
  const pool = new pg.Pool({ ...connectionOptions(url, limits), max });
  const checkedOut = new Set<pg.PoolClient>();
  pool.on("connect", (client) => {
    guardClient(client, limits.queryMs);
    // A caller that never returns a lost client (Drizzle, when `begin` fails) would keep its slot in the pool for ever.
    client.on("error", (error) => {
      if (!checkedOut.delete(client)) return;
      const release = client.release;
      client.release = () => {};
      release(error);
    });
  });
  pool.on("acquire", (client) => checkedOut.add(client));
  pool.on("release", (_error, client) => checkedOut.delete(client));
  pool.on("error", (error) => log.warn({ err: error }, "postgres connection lost"));
  return pool;
}

type Query = (...args: unknown[]) => Promise<unknown> | undefined;

/**
 * Contains a client's failures: an `error` without a listener would end the process. A query without a response after `queryMs`
 * destroys the connection, because a late response must never reach the next query. Once the connection is lost every query
 * fails with the reason, and `rollback` succeeds, because the server has rolled back.
 */
export function guardClient(client: pg.ClientBase, queryMs: number): void {
  // Looked up for each query, because tests replace it to count queries.
  const query: Query = (...args) => Object.getPrototypeOf(client).query.apply(client, args);
  let lost: Error | null = null;
  client.on("error", (error) => {
    lost ??= error;
  });
  const send: Query = (...args) => {
    if (lost) return Promise.reject(lost);
    const timer = setTimeout(() => destroy(client, queryMs), queryMs);
    const answer = query(...args);
    const stop = () => clearTimeout(timer);
    answer?.then(stop, stop);
    return answer;
  };
  const guarded: Query = (...args) => {
    const callback = args.at(-1);
    if (typeof callback === "function") {
      // The pool passes a callback; an additional promise per message would cost noticeable time.
      if (lost) return void process.nextTick(callback, lost);
      const timer = setTimeout(() => destroy(client, queryMs), queryMs);
      return query(...args.slice(0, -1), (...answer: unknown[]) => {
        clearTimeout(timer);
        callback(...answer);
      });
    }
    const answer = send(...args);
    return isRollback(args[0])
      ? answer?.catch((error) => {
          if (!lost) throw error;
          return { rows: [] };
        })
      : answer;
  };
  client.query = guarded as pg.ClientBase["query"];
}

const isRollback = (asked: unknown) =>
  (typeof asked === "string" ? asked : (asked as { text?: string }).text) === "rollback";

function destroy(client: pg.ClientBase, queryMs: number): void {
  const { connection } = client as unknown as { connection: { stream: Socket } };
  const silence = new Error(`PostgreSQL has not answered for ${queryMs} ms`);
  connection.stream.destroy(Object.assign(silence, { code: "ETIMEDOUT" }));
}
