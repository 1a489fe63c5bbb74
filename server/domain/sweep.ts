import { RetryLater } from "@/server/contract/jobs";
import { currentMs } from "@/server/lib/clock";
import { log } from "@/server/lib/log";

/** The next sweep finds the rest. */
const BUDGET_MS = 45_000;
/** The most rows that one sweep handles. */
export const SWEEP_LIMIT = 200;

/**
 * Runs the work of lost or late jobs for each overdue row. One failure does not stop the others.
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
