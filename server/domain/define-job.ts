import { z } from "zod";
import type { Job, JobName, JobPayloads, Retry } from "@/server/contract/jobs";
import type { Ctx } from "./context";

/** The context of a job: the system's, and this deployment's public URL. */
export type JobCtx = Ctx & {
  /** The URL at which providers reach us. */
  readonly publicUrl: string;
  /** How long after its consent check a text may still be sent; START_WITHIN_MS by default. */
  readonly startWithinMs?: number;
};

const RETRY: Retry = { limit: 8, delaySeconds: 1, maxDelaySeconds: 300 };
const EXPIRE_SECONDS = 60;
const AT_ONCE = 20;
/** The heartbeat detects a dead node sooner. */
const SCHEDULED_EXPIRE_SECONDS = 600;
/** Every minute, the shortest interval of a schedule. */
export const EVERY_MINUTE = "* * * * *";

/**
 * Declares a job beside the noun it works on. One that commands enqueue adds its payload to `JobPayloads`; every one is listed
 * in `server/jobs/registry.ts`.
 */
export const defineJob = <N extends string, P extends N extends JobName ? JobPayloads[N] : unknown>(
  job: Pick<Job<JobCtx, P>, "payload" | "handle"> & { name: N } & Partial<Omit<Job<JobCtx, P>, "name" | "schedule">>,
) => ({
  formerNames: [],
  retry: RETRY,
  expireSeconds: EXPIRE_SECONDS,
  atOnce: AT_ONCE,
  schedule: null,
  ...job,
});

/**
 * Declares a job that runs on a schedule and is not enqueued by commands. A failed run is not retried, and a run that falls due
 * while one is active is dropped, because the next one follows anyway.
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
  atOnce: 1,
  ...job,
  handle: async (ctx: JobCtx) => void (await job.handle(ctx)),
});
