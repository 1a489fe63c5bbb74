import { randomUUID } from "node:crypto";
import type { DbHandle } from "@/db/client";
import type { LoggedEvent } from "@/server/contract/events";
import { currentMs } from "@/server/lib/clock";
import { log } from "@/server/lib/log";
import { relaySkipped } from "@/server/lib/metrics";
import { createDispatcher } from "./dispatcher";
import { logHead, oldestAfter, readLog } from "./event-log";
import { onWakeUp, type WakeUp } from "./wake-up";
import { createWaker } from "./waker";

const CHANNEL = "storeline_log";
const BATCH = 500;
const MEASURE_MS = 2500;
/** An older transaction may hide a commit for a moment, so the relay reads once more, this long after the last wake-up. */
const AGAIN_MS = 15;

export type RelayOptions = {
  handle: DbHandle;
  /** Pushes a batch to screens. Batches come one after the other; one that throws is retried. */
  onEvents(batch: LoggedEvent[], cursor: string): Promise<void>;
  /** The log was replaced while this node ran (a restore, a failover): screens cannot know what they missed. */
  onReplaced?(): void;
  /** An event could not be dispatched after all retries and was skipped: screens have to catch up. */
  onSkipped?(): void;
  /** Moves waiting jobs to the worker. @returns how many */
  moveJobs(): Promise<number>;
  /** Where this node begins; by default at the head of the log. */
  from?: string;
  /** The interval of the poll that covers lost wake-ups. */
  pollMs?: number;
  /** The least time between batches, so that a burst is pushed together. */
  gapMs?: number;
  /** Tests suppress every wake-up to show that none is needed. */
  withWakeUps?: boolean;
};
export type Relay = {
  /** The last position this node has pushed to its screens. */
  cursor(): string;
  /** How long the oldest event not yet dispatched has waited. */
  lagMs(): number;
  wake(): void;
  stop(): Promise<void>;
};

/**
 * Tails the log on this node: woken by its own commits, by other nodes' notifications and by a poll. Wake-ups only save time; a
 * lost wake-up loses no event.
 */
export async function startRelay(options: RelayOptions): Promise<Relay> {
  const { handle, moveJobs, pollMs = 500, gapMs = 5, withWakeUps = true } = options;
  let cursor = options.from ?? (await logHead(handle.db));
  let lagMs = 0;
  let pauseUntil = 0;
  let failingSince: number | null = null;
  const dispatcher = dispatcherOf(options, (position) => {
    cursor = position;
  });

  async function dispatch(): Promise<boolean> {
    const pause = pauseUntil - performance.now();
    if (pause > 0) await new Promise((resolve) => setTimeout(resolve, pause));
    const batch = await readLog(handle.db, cursor, BATCH);
    if (batch.length === 0) return false;
    const began = performance.now();
    await dispatcher(batch);
    // Dispatching takes at most half of a busy node's time: events that arrive meanwhile form the next batch.
    const now = performance.now();
    pauseUntil = now + Math.max(gapMs, now - began);
    return batch.length === BATCH;
  }

  async function measure(): Promise<boolean> {
    const waited = failingSince ? currentMs() - failingSince : await oldestAfter(handle.db, cursor);
    lagMs = waited ?? 0;
    if (waited !== null) return false;
    cursor = await logHead(handle.db);
    log.warn("relay: the log was replaced; every screen refetches");
    options.onReplaced?.();
    return false;
  }

  const dispatching = createWaker(dispatch, pollMs, (error) => {
    if (error) {
      failingSince ??= currentMs();
      log.warn({ err: error }, "relay: the log could not be read or dispatched; trying again");
    } else failingSince = null;
  });
  const moving = createWaker(
    async () => (await moveJobs()) > 0,
    pollMs,
    (error) => {
      if (error) log.warn({ err: error }, "relay: jobs could not be moved; trying again");
    },
  );
  const { wake, pause: stopWaking } = wakerOf(dispatching, moving);
  const stopWakeUps = withWakeUps ? await listenForWakeUps(handle, wake) : async () => {};
  // Never twice at once, because each would hold a connection while the database does not respond.
  const measuring = createWaker(measure, MEASURE_MS, () => {});

  return {
    cursor: () => cursor,
    lagMs: () => lagMs,
    wake: () => wake({ hasJobs: true }),
    async stop() {
      stopWaking();
      await stopWakeUps();
      await Promise.all([dispatching.stop(), moving.stop(), measuring.stop()]);
    },
  };
}

type Waker = ReturnType<typeof createWaker>;

/** Wakes the log at once and once more a moment later, and jobs only when there are some. */
function wakerOf(dispatching: Waker, moving: Waker): { wake(left: WakeUp): void; pause(): void } {
  let again: NodeJS.Timeout | null = null;
  return {
    wake({ hasJobs }) {
      if (hasJobs) moving.wake();
      dispatching.wake();
      again ??= setTimeout(() => {
        again = null;
        dispatching.wake();
      }, AGAIN_MS);
    },
    pause() {
      if (again) clearTimeout(again);
    },
  };
}

const dispatcherOf = ({ handle, onEvents, onSkipped }: RelayOptions, dispatched: (cursor: string) => void) =>
  createDispatcher({
    dispatch: onEvents,
    isReachable: () => logHead(handle.db),
    dispatched,
    skipped: ({ type, cursor }, error) => {
      relaySkipped.inc();
      log.error({ type, cursor, err: error }, "relay: an event cannot be dispatched and is skipped");
      onSkipped?.();
    },
  });

/** Own commits wake this node at once; a notification outside any transaction wakes the others, at most every 10 ms. */
async function listenForWakeUps(handle: DbHandle, wake: (left: WakeUp) => void): Promise<() => Promise<void>> {
  const me = randomUUID();
  let notifying: NodeJS.Timeout | null = null;
  const stopWakeUp = onWakeUp((left) => {
    wake(left);
    notifying ??= setTimeout(() => {
      notifying = null;
      handle.notify(CHANNEL, me).catch(() => {});
    }, 10);
  });
  // Jobs are moved by the node that made them; only the log concerns the others.
  const received = (from: string) => {
    if (from !== me) wake({ hasJobs: false });
  };
  const stopListening = await handle.listen(CHANNEL, received);
  return async () => {
    stopWakeUp();
    if (notifying) clearTimeout(notifying);
    await stopListening().catch(() => {});
  };
}
