import type { LoggedEvent } from "@/server/contract/events";

/** How often a single event may fail, with the database reachable, before it is skipped. */
const TRIES = 3;

type Ports = {
  /** Pushes these events to screens. */
  dispatch(events: LoggedEvent[], cursor: string): Promise<void>;
  /** @throws while the database cannot be reached, which says nothing about the event */
  isReachable(): Promise<unknown>;
  /** Everything up to here has been dispatched or skipped. */
  dispatched(cursor: string): void;
  skipped(event: LoggedEvent, error: unknown): void;
};

/**
 * Dispatches batches so that one unreadable event does not block the others. A batch that fails is dispatched event by event;
 * an event that still fails is retried and then skipped. Failures while the database is unavailable never skip an event.
 * @returns a function that throws when it must be called again, from the cursor last given to `dispatched`
 */
export function createDispatcher({
  dispatch,
  isReachable,
  dispatched,
  skipped,
}: Ports): (batch: LoggedEvent[]) => Promise<void> {
  let failing: { cursor: string; times: number } | null = null;

  async function alone(event: LoggedEvent): Promise<void> {
    try {
      await dispatch([event], event.cursor);
    } catch (error) {
      await isReachable();
      const times: number = failing?.cursor === event.cursor ? failing.times + 1 : 1;
      failing = { cursor: event.cursor, times };
      if (times < TRIES) throw error;
      failing = null;
      skipped(event, error);
    }
    dispatched(event.cursor);
  }

  return async (batch) => {
    const last = batch.at(-1);
    if (!last) return;
    if (!failing) {
      try {
        await dispatch(batch, last.cursor);
        return dispatched(last.cursor);
      } catch {
        await isReachable();
      }
    }
    for (const event of batch) await alone(event);
    failing = null;
  };
}
