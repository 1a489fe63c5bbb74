import { RetryLater } from "@/server/contract/jobs";
import { currentMs } from "@/server/lib/clock";
import { log } from "@/server/lib/log";

/** What is left is found by the next sweep. */
const BUDGET_MS = 45_000;
/** Rows one sweep takes. */
export const SWEEP_LIMIT = 200;

/**
 * Does for each of these what a lost or late job should have done by now. One that fails does not keep the others from it.
 * @param sweep its job's name, for the log
 */
export async function sweepEach<T>(sweep: string, due: readonly T[], run: (one: T) => Promise<unknown>): Promise<void> {
  const until = currentMs() + BUDGET_MS;
  for (const one of due) {
    if (currentMs() > until) return;
    try {
      await run(one);
    } catch (error) {
      if (!(error instanceof RetryLater)) log.warn({ job: sweep, err: error }, "a sweep failed for one of many");
    }
  }
}
