import { DomainError } from "@/server/contract/errors";

type Queue = { running: number; waiting: (() => void)[] };
const queues = new Map<string, Queue>();

/**
 * Runs at most `limit` tasks of one key at a time in this process, in order of arrival.
 * @throws DomainError "rate_limited" when `maxWaiting` wait already
 */
export async function atMost<T>(limit: number, maxWaiting: number, key: string, work: () => Promise<T>): Promise<T> {
  const queue = queues.get(key) ?? { running: 0, waiting: [] };
  queues.set(key, queue);
  if (queue.running < limit) queue.running++;
  else {
    if (queue.waiting.length >= maxWaiting) throw new DomainError("rate_limited", undefined, { retryAfterSeconds: 10 });
    // A finished task passes its slot to the next.
    await new Promise<void>((resolve) => queue.waiting.push(resolve));
  }
  try {
    return await work();
  } finally {
    const next = queue.waiting.shift();
    if (next) next();
    else if (--queue.running === 0) queues.delete(key);
  }
}
