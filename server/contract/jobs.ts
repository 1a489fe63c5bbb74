import type { z } from "zod";

/**
 * The payload of each job that commands enqueue, by the job's name. A file that defines a job adds its entry here by
 * declaration merging, so that enqueueing it needs no import of the code that runs it. Payloads hold ids only.
 */
// biome-ignore lint/suspicious/noEmptyInterface: filled by declaration merging
export interface JobPayloads {}
export type JobName = keyof JobPayloads;

/** A failed run is retried `limit` times, with delays that double from `delaySeconds` to `maxDelaySeconds`. */
export type Retry = { limit: number; delaySeconds: number; maxDelaySeconds: number };

/** Thrown by a job that has more work later: it is retried as after a failure, without counting as one. */
export class RetryLater extends Error {
  override readonly name = "RetryLater";
}

/** Work after commit. It may run twice: the second run must find nothing left to do. */
export type Job<Context, Payload = unknown> = {
  /** The name of the job and of its queue. */
  readonly name: string;
  /** Names this job had in earlier versions, whose jobs may still be waiting. */
  readonly formerNames: readonly string[];
  /** A payload that does not fit never runs: it goes to the dead letter queue. */
  readonly payload: z.ZodType<Payload>;
  readonly retry: Retry;
  /** A run that takes longer fails. */
  readonly expireSeconds: number;
  /** The most runs at once on each node. */
  readonly atOnce: number;
  /** A cron expression in UTC, at most once a minute: the job also runs then, one run at a time on all nodes together. */
  readonly schedule: string | null;
  handle(context: Context, payload: Payload): Promise<void>;
};
