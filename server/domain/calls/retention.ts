import { sql } from "drizzle-orm";
import { callLegs, calls } from "@/db/schema";
import { daysAgo, drop, type Pass, type Rules } from "@/server/domain/retention";

const longEnded = (pass: Pass) => sql`ended_at < ${daysAgo(pass, pass.settings.RETENTION_CALL_DAYS)}`;

/** Drops calls long after they ended; their record stays in the conversation. */
export const CALLS_RETENTION: Rules = {
  call_entries: { keptBecause: "they list the calls of conversations, which are never deleted by age" },
  call_legs: {
    drop: (pass) => [
      drop(
        callLegs,
        [callLegs.id],
        sql`${callLegs.callId} in (select id from calls where ${longEnded(pass)})`,
        callLegs.createdAt,
        pass,
      ),
    ],
  },
  calls: {
    drop: (pass) => [
      drop(
        calls,
        [calls.id],
        sql`${longEnded(pass)} and not exists (select 1 from call_legs where call_legs.call_id = ${calls.id})`,
        calls.startedAt,
        pass,
      ),
    ],
  },
};
