import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import type { Db, Tx } from "@/db/client";
import type { EventType, LoggedEvent } from "@/server/contract/events";
import { isTransient } from "@/server/lib/db-errors";
import { log } from "@/server/lib/log";
import { consumerFailures } from "@/server/lib/metrics";
import {
  advance,
  type Claim,
  type ConsumerState,
  closeGap,
  hold,
  LeaseLost,
  lockForGap,
  noteFailure,
  release,
  restart,
  type StartAt,
} from "./consumer-row";
import { compareCursors, logHead, readLog } from "./event-log";
import { createWaker } from "./waker";

/** A durable consumer of the log: it sees every event of its types once, in order, on one node at a time. */
export type Consumer<Write> = {
  /** Identifies its row in `consumers`. A renamed consumer is a new one. */
  readonly name: string;
  /** Events of other types are skipped. */
  readonly events: readonly EventType[];
  /** Called before each batch, outside its transaction. While it returns false, events are skipped unread, once a second. */
  isNeeded?(): Promise<boolean>;
  /** Where a new consumer begins. */
  readonly startAt: StartAt;
  /**
   * Effects written through `write` commit together with the position, so each happens exactly once. Make no network calls and
   * do no long work here, because the transaction holds the log back for all readers; enqueue a job for those.
   */
  handle(write: Write, event: LoggedEvent): Promise<void>;
  /**
   * Called when the log no longer has every event after the position: it was pruned, or replaced (a restore, a failover).
   * Repairs the consumer's data where needed.
   * @returns where to continue. Rows read here may include effects of events that come again after `head`.
   */
  onGap(write: Write, gap: "pruned" | "replaced"): Promise<StartAt>;
};

export type ConsumerOptions = {
  /** How long a dead holder keeps the lease. */
  leaseMs?: number;
  /** Failures of one event, with doubling delays, before the consumer stops. */
  failureLimit?: number;
  firstPauseMs?: number;
};
export type RunningConsumer = { wake(): void; stop(): Promise<void> };
/** Runs effects as one command: a transaction whose events and jobs are written last. */
export type Transact<Write> = (run: (write: Write) => Promise<void>) => Promise<void>;

const READ = 500;
/** The most events with effects in one transaction, to keep it short. */
const BATCH = 50;
/** The least time between batches, so that a burst is handled together. */
const GAP_MS = 50;
/** How often a consumer that is not needed moves to the end of the log. */
const IDLE_MS = 1000;

/**
 * Runs a consumer on this node while it holds the lease. Commits wake it; a poll covers lost wake-ups and renews the lease. An
 * event that fails is retried with growing delays and never skipped: finally the consumer stops, and the log and /metrics say
 * so. A process that starts retries it once.
 */
export function runConsumer<Write extends { tx: Tx }>(
  db: Db,
  consumer: Consumer<Write>,
  transact: Transact<Write>,
  { leaseMs = 15_000, failureLimit = 10, firstPauseMs = 1000 }: ConsumerOptions = {},
): RunningConsumer {
  const { name } = consumer;
  const claim: Claim = { name, holder: randomUUID(), leaseMs };
  const step = createStep({ db, consumer, transact, claim, failureLimit, firstPauseMs });
  const waker = createWaker(step, leaseMs / 3, (error) => {
    if (error) log.warn({ consumer: name, err: error }, "a consumer of the log cannot go on now; trying again");
  });
  return {
    wake: waker.wake,
    async stop() {
      await waker.stop();
      await release(db, claim).catch(() => {});
    },
  };
}

type Run<Write> = {
  db: Db;
  consumer: Consumer<Write>;
  transact: Transact<Write>;
  claim: Claim;
  failureLimit: number;
  firstPauseMs: number;
};

/** @returns the function to run on each wake-up; it resolves to whether there is more to do at once */
function createStep<Write extends { tx: Tx }>(run: Run<Write>): () => Promise<boolean> {
  const { db, consumer, claim } = run;
  let pauseUntil = 0;
  let isFirst = true;

  return async () => {
    await sleep(Math.max(0, pauseUntil - performance.now()));
    pauseUntil = performance.now() + GAP_MS;
    let state = await hold(db, claim, consumer.startAt);
    if (state?.isStopped && isFirst) {
      await restart(db, claim, run.failureLimit);
      state = await hold(db, claim, consumer.startAt);
    }
    if (!state) return false;
    isFirst = false;
    if (state.isStopped || state.mustWait) return false;
    const isIdle = !state.gap && consumer.isNeeded !== undefined && !(await consumer.isNeeded());
    if (isIdle) pauseUntil = performance.now() + IDLE_MS;
    return attempt(run, state, isIdle);
  };
}

async function attempt<Write extends { tx: Tx }>(
  run: Run<Write>,
  state: ConsumerState,
  isIdle: boolean,
): Promise<boolean> {
  try {
    if (isIdle) return await passOver(run, state);
    return state.gap ? await crossGap(run, state.gap) : await consumeNext(run, state);
  } catch (error) {
    if (error instanceof LeaseLost) return false;
    if (isTransient(error)) throw error;
    return fail(run, error);
  }
}

async function crossGap<Write extends { tx: Tx }>(run: Run<Write>, gap: "pruned" | "replaced"): Promise<boolean> {
  const { consumer, claim } = run;
  await run.transact(async (write) => {
    await lockForGap(write.tx, claim);
    const at = await consumer.onGap(write, gap);
    await closeGap(write.tx, claim, at);
  });
  log.warn({ consumer: consumer.name, gap }, "a consumer went on after a gap in the log");
  return true;
}

/** Moves to a position that everything committed later comes after. */
async function passOver<Write extends { tx: Tx }>(run: Run<Write>, { cursor }: ConsumerState): Promise<boolean> {
  const head = await logHead(run.db);
  if (compareCursors(cursor, head) < 0) await consume(run, cursor, [], head);
  return false;
}

/** An event that failed before is tried alone. When a batch fails, its first event is retried alone next. */
async function consumeNext<Write extends { tx: Tx }>(run: Run<Write>, state: ConsumerState): Promise<boolean> {
  const read = await readLog(run.db, state.cursor, READ);
  const { events } = run.consumer;
  const batch = upTo(read, events, state.failures > 0 ? 1 : BATCH);
  const last = batch.at(-1);
  if (!last) return false;
  try {
    await consume(run, state.cursor, batch);
  } catch (error) {
    const first = upTo(batch, events, 1);
    if (isTransient(error) || error instanceof LeaseLost || first.length === batch.length) throw error;
    await consume(run, state.cursor, first);
    return true;
  }
  return batch.length < read.length || read.length === READ;
}

/** The events up to and including the `most`-th one that the consumer handles. */
function upTo(events: LoggedEvent[], types: readonly EventType[], most: number): LoggedEvent[] {
  let handled = 0;
  const end = events.findIndex(({ type }) => types.includes(type) && ++handled === most);
  return end < 0 ? events : events.slice(0, end + 1);
}

async function consume<Write extends { tx: Tx }>(
  run: Run<Write>,
  from: string,
  batch: LoggedEvent[],
  to = batch.at(-1)?.cursor ?? from,
): Promise<void> {
  const { consumer, claim } = run;
  await run.transact(async (write) => {
    await advance(write.tx, claim, from, to);
    for (const event of batch) if (consumer.events.includes(event.type)) await consumer.handle(write, event);
  });
}

async function fail<Write>(run: Run<Write>, error: unknown): Promise<boolean> {
  const { name } = run.consumer;
  consumerFailures.inc({ consumer: name });
  const isStopped = await noteFailure(run.db, run.claim, run.failureLimit, run.firstPauseMs);
  if (isStopped)
    log.error({ alert: "consumer_stopped", consumer: name, err: error }, "a consumer of the log has stopped");
  else log.warn({ consumer: name, err: error }, "a consumer of the log failed and will try again");
  return false;
}
