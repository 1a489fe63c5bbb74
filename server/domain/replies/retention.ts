import { sql } from "drizzle-orm";
import { savedReplies } from "@/db/schema";
import { daysAgo, drop, type Rules } from "@/server/domain/retention";

export const REPLIES_RETENTION: Rules = {
  saved_replies: {
    drop: (pass) => [
      drop(
        savedReplies,
        [savedReplies.id],
        sql`${savedReplies.deletedAt} < ${daysAgo(pass, pass.settings.RETENTION_UNDO_DAYS)}`,
        savedReplies.deletedAt,
        pass,
      ),
    ],
  },
  saved_reply_uses: { droppedBy: "the saved reply that it counts" },
};
