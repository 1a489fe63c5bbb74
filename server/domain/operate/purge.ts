import { currentMs } from "@/server/lib/clock";
import { env } from "@/server/lib/env";
import type { Ctx } from "../context";
import { defineScheduledJob, EVERY_MINUTE } from "../define-job";
import type { Pass } from "../retention";
import { RETENTION } from "./retention";

const AT_ONCE = 5000;

/** The next run deletes the rest. */
const BUDGET_MS = 45_000;

/**
 * Deletes expired rows, table by table, by the rules of `RETENTION`. It changes nothing on screens, so it is not a command and
 * writes no event. Each statement deletes a limited number of rows.
 * @returns whether there may be more to delete
 */
export async function purge(
  { db, now }: Ctx,
  { settings = env(), atOnce = AT_ONCE }: Partial<Pick<Pass, "settings" | "atOnce">> = {},
): Promise<boolean> {
  const pass: Pass = { settings, atOnce, now: now() };
  let isMore = false;
  for (const rule of Object.values(RETENTION)) {
    if (!("drop" in rule)) continue;
    for (const statement of rule.drop(pass)) {
      const { rows } = (await db.execute(statement)) as unknown as { rows: unknown[] };
      isMore ||= rows.length >= atOnce;
    }
  }
  return isMore;
}

export const purgeJob = defineScheduledJob({
  name: "purge",
  schedule: EVERY_MINUTE,
  async handle(ctx) {
    const until = currentMs() + BUDGET_MS;
    while ((await purge(ctx)) && currentMs() < until);
  },
});
