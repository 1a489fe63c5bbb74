import type { Job as Attempt, JobResult } from "pg-boss";
import { type Job, RetryLater } from "@/server/contract/jobs";
import { log } from "@/server/lib/log";
import { jobRuns } from "@/server/lib/metrics";

/** The run exceeded its deadline. It cannot be stopped, so it continues beside the next one. */
class JobExpired extends Error {
  override readonly name = "JobExpired";
}

/**
 * Runs one attempt of a job. A payload that does not fit the job's schema never will: it goes to the dead letter queue at once.
 * Neither the payload nor an error's message is logged or stored.
 * @returns how pg-boss should settle the attempt
 */
export async function runJob<C>(job: Job<C>, context: C, attempt: Attempt<unknown>): Promise<JobResult> {
  const { id, retryCount } = attempt;
  const payload = job.payload.safeParse(attempt.data);
  if (!payload.success) {
    const issues = payload.error.issues.map(({ code }) => code);
    log.error({ alert: "job_dead", job: job.name, id, issues }, "a job's payload does not fit: it will not run");
    jobRuns.inc({ job: job.name, outcome: "dead" });
    return { id, status: "deadletter", output: { error: "InvalidPayload" } };
  }
  try {
    await withinSeconds(job.expireSeconds, job.handle(context, payload.data));
    jobRuns.inc({ job: job.name, outcome: "done" });
    return { id, status: "completed" };
  } catch (error) {
    const isLast = retryCount >= job.retry.limit;
    jobRuns.inc({ job: job.name, outcome: isLast ? "dead" : "failed" });
    if (!(error instanceof RetryLater)) log.warn({ job: job.name, id, attempt: retryCount, err: error }, "job failed");
    if (isLast && !job.schedule)
      log.error({ alert: "job_dead", job: job.name, id }, "a job failed for the last time: it will not run again");
    return { id, status: "failed", output: { error: (error as Error).name } };
  }
}

async function withinSeconds(seconds: number, run: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined;
  const expired = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new JobExpired()), seconds * 1000);
  });
  try {
    await Promise.race([run, expired]);
  } finally {
    clearTimeout(timer);
  }
}
