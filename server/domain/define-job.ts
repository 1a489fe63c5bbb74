import { z } from "zod";
import type { Job, JobName, JobPayloads, Retry } from "@/server/contract/jobs";
import type { Ctx } from "./context";

/** The context of a job: the system's, and this deployment's public URL. */
export type JobCtx = Ctx & {
  /** Where providers reach us. */
  readonly publicUrl: string;
  /** How long after its consent check a text may still leave. START_WITHIN_MS without it. */
  readonly startWithinMs?: number;
};

const RETRY: Retry = { limit: 8, delaySeconds: 1, maxDelaySeconds: 300 };
const EXPIRE_SECONDS = 60;
/** A node that dies is noticed sooner, by its heartbeat. */
const SCHEDULED_EXPIRE_SECONDS = 600;
/** Every minute, the most often a schedule can run. */
export const EVERY_MINUTE = "* * * * *";

/**
 * Declares a job beside the noun it works on. One that commands enqueue adds its payload to `JobPayloads`; every one is listed
 * in `server/jobs/registry.ts`.
 */
export const defineJob = <N extends string, P extends N extends JobName ? JobPayloads[N] : unknown>(
  job: Pick<Job<JobCtx, P>, "payload" | "handle"> & { name: N } & Partial<Omit<Job<JobCtx, P>, "name" | "schedule">>,
) => ({ formerNames: [], retry: RETRY, expireSeconds: EXPIRE_SECONDS, schedule: null, ...job });

/**
 * Declares a job that runs by the clock and is enqueued by nobody. A run that fails is not retried, and one that is still on
 * when the next is due takes its place: there is always a next one.
 * @param job `schedule`: a cron expression in UTC, at most once a minute
 */
export const defineScheduledJob = <N extends string>(job: {
  name: N;
  schedule: string;
  handle(ctx: JobCtx): Promise<unknown>;
}) => ({
  formerNames: [],
  payload: z.unknown(),
  retry: { limit: 0, delaySeconds: 1, maxDelaySeconds: 1 },
  expireSeconds: SCHEDULED_EXPIRE_SECONDS,
  ...job,
  handle: async (ctx: JobCtx) => void (await job.handle(ctx)),
});
