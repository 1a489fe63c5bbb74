import type { Ctx } from "../server/domain/context";
import type { JobCtx } from "../server/domain/define-job";
import { JOBS } from "../server/jobs/registry";

/** The job context of `server/index.ts`. A slow machine does not make a text late. */
export const jobContext = (ctx: Ctx, more: Partial<JobCtx> = {}): JobCtx => ({
  ...ctx,
  publicUrl: "https://shop.example",
  startWithinMs: 1e6,
  ...more,
});

/** Runs once what runs every minute, apart from the comparison with providers' lists. */
export async function runSweeps(ctx: JobCtx): Promise<void> {
  for (const job of JOBS) if (job.schedule && job.name !== "reconcile-connections") await job.handle(ctx, null);
}
