import { sql } from "drizzle-orm";
import type { conversations } from "@/db/schema";
import type { IsoTime } from "@/server/contract/ids";

type Waits = Pick<typeof conversations.$inferSelect, "status" | "waitingSince" | "lastMissedCallAt">;

/**
 * A missed call waits as long as its customer does (ADR 0050): whatever ends the wait, or brings it back, does so for all of
 * the conversation's missed calls at once.
 * @returns when the customer's last missed call ended, while they wait for an answer to it; else null
 */
export function missedCallAt({ status, waitingSince, lastMissedCallAt: missedAt }: Waits): IsoTime | null {
  if (status !== "open" || !waitingSince || !missedAt || missedAt < waitingSince) return null;
  return missedAt.toISOString();
}

/** The same as a condition on `conversations`; the index `conv_missed` has it as its predicate. */
export const MISSED_CALL_WAITS = sql.raw("status = 'open' and waiting_since <= last_missed_call_at");
