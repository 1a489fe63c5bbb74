import type { DbHandle } from "@/db/client";
import type { LoggedEvent } from "@/server/contract/events";
import { describeError } from "@/server/lib/describe-error";
import { log } from "@/server/lib/log";
import { relaySkipped } from "@/server/lib/metrics";
import { onHint } from "./hint";
import { logHead, oldestAfter, readLog } from "./log";
import { createTeller } from "./teller";
import { createWaker } from "./waker";

const CHANNEL = "storeline_log";
const BATCH = 500;

export type RelayOptions = {
  handle: DbHandle;
  /** Tells screens. Batches come one after the other; what throws is tried again. */
  onEvents(batch: LoggedEvent[], cursor: string): Promise<void>;
  /** The log under this node was replaced (a restore, a failover): no screen can know what it missed. */
  onReplaced?(): void;
  /** An event could not be told, whatever was tried, and was passed over: screens have to ask for what they missed. */
  onSkipped?(): void;
  /** Moves waiting jobs to the worker. @returns how many */
  moveJobs(): Promise<number>;
  /** Where this node begins; the head of the log when left out. */
  from?: string;
  /** The safety net under hints. */
  pollMs?: number;
  /** Batches leave at least this far apart, so that a burst travels together. */
  gapMs?: number;
  /** Tests suppress every hint to show that none is needed. */
  withHints?: boolean;
};
export type Relay = {
  /** The last position this node has told its screens about. */
  cursor(): string;
  /** How long the oldest event not yet told has waited. */
  lagMs(): number;
  wake(): void;
  stop(): Promise<void>;
};

/**
 * Tails the log on this node: woken by its own commits, by other nodes' notifications and by a poll. Hints only save time;
 * with every one lost, nothing is.
 */
export async function startRelay(options: RelayOptions): Promise<Relay> {
  const { handle, moveJobs, pollMs = 500, gapMs = 5, withHints = true } = options;
  let cursor = options.from ?? (await logHead(handle.db));
  let lagMs = 0;
  let dispatchedAt = 0;
  let failingSince: number | null = null;
  const teller = tellerOf(options, (position) => {
    cursor = position;
  });

  async function tell(): Promise<boolean> {
    const batch = await readLog(handle.db, cursor, BATCH);
    const last = batch.at(-1);
    if (!last) return false;
    const wait = dispatchedAt + gapMs - performance.now();
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, wait));
    await teller(batch);
    dispatchedAt = performance.now();
    return true;
  }

  async function measure(): Promise<void> {
    const waited = await oldestAfter(handle.db, cursor);
    lagMs = waited ?? 0;
    if (waited !== null) return;
    cursor = await logHead(handle.db);
    log.warn("relay: the log was replaced; every screen asks again");
    options.onReplaced?.();
  }

  const telling = createWaker(tell, pollMs, (error) => {
    if (error) {
      failingSince ??= Date.now();
      log.warn({ code: codeOf(error) }, "relay: the log could not be read or told; trying again");
    } else failingSince = null;
  });
  const moving = createWaker(
    async () => (await moveJobs()) > 0,
    pollMs,
    (error) => {
      if (error) log.warn({ code: codeOf(error) }, "relay: jobs could not be moved; trying again");
    },
  );
  const wake = () => {
    telling.wake();
    moving.wake();
  };
  const stopHints = withHints ? await listenForHints(handle, wake) : async () => {};
  const measuring = setInterval(() => {
    if (failingSince) lagMs = Date.now() - failingSince;
    else measure().catch(() => {});
  }, 2500);
  measuring.unref();

  return {
    cursor: () => cursor,
    lagMs: () => lagMs,
    wake,
    async stop() {
      clearInterval(measuring);
      await stopHints();
      await Promise.all([telling.stop(), moving.stop()]);
    },
  };
}

const tellerOf = ({ handle, onEvents, onSkipped }: RelayOptions, told: (cursor: string) => void) =>
  createTeller({
    tell: onEvents,
    isThere: () => logHead(handle.db),
    told,
    skipped: ({ type, cursor }, error) => {
      relaySkipped.inc();
      log.error({ type, cursor, ...describeError(error) }, "relay: an event cannot be told and is passed over");
      onSkipped?.();
    },
  });

/** Own commits wake at once; other nodes are told by a notification outside any transaction, at most every 10 ms. */
async function listenForHints(handle: DbHandle, wake: () => void): Promise<() => Promise<void>> {
  let notifying: NodeJS.Timeout | null = null;
  const stopHint = onHint(() => {
    wake();
    notifying ??= setTimeout(() => {
      notifying = null;
      handle.notify(CHANNEL).catch(() => {});
    }, 10);
  });
  let stopListening = await handle.listen(CHANNEL, wake).catch(() => async () => {});
  // A lost connection hears nothing and says nothing, so the ear is renewed now and then.
  const renewing = setInterval(async () => {
    const previous = stopListening;
    stopListening = await handle.listen(CHANNEL, wake).catch(() => previous);
    if (stopListening !== previous) await previous().catch(() => {});
  }, 60_000);
  renewing.unref();
  return async () => {
    stopHint();
    clearInterval(renewing);
    if (notifying) clearTimeout(notifying);
    await stopListening().catch(() => {});
  };
}

const codeOf = (error: unknown): string =>
  (error as { code?: string }).code ?? (error as { cause?: { code?: string } }).cause?.code ?? (error as Error).name;
