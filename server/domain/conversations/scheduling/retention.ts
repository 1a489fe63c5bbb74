import { sql } from "drizzle-orm";
import { scheduledReplies } from "@/db/schema";
import { daysAgo, drop, type Rules } from "@/server/domain/retention";

/** One that has ended is kept as long as a screen may repeat its request. */
export const SCHEDULING_RETENTION: Rules = {
  scheduled_replies: {
    drop: (pass) => [
      drop(
        scheduledReplies,
        [scheduledReplies.id],
        sql`${scheduledReplies.endedAt} < ${daysAgo(pass, pass.settings.RETENTION_UNDO_DAYS)}`,
        scheduledReplies.endedAt,
        pass,
      ),
    ],
  },
};
