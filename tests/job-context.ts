import type { Ctx } from "../server/domain/context";
import type { JobCtx } from "../server/domain/define-job";

/** The job context of `server/index.ts`. A slow machine does not make a text late. */
export const jobContext = (ctx: Ctx, more: Partial<JobCtx> = {}): JobCtx => ({
  ...ctx,
  publicUrl: "https://shop.example",
  startWithinMs: 1e6,
  ...more,
});
