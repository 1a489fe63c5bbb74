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

/**
 * Declares a job beside the noun it works on. One that commands enqueue adds its payload to `JobPayloads`; every one is listed
 * in `server/jobs/registry.ts`.
 */
export const defineJob = <N extends string, P extends N extends JobName ? JobPayloads[N] : unknown>(
  job: Pick<Job<JobCtx, P>, "payload" | "handle"> & { name: N } & Partial<Omit<Job<JobCtx, P>, "name" | "schedule">>,
) => ({ formerNames: [], retry: RETRY, expireSeconds: EXPIRE_SECONDS, schedule: null, ...job });
