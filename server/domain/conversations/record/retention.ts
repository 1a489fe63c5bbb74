import { sql } from "drizzle-orm";
import { undoRecords } from "@/db/schema";
import { daysAgo, drop, type Rules } from "@/server/domain/retention";

export const RECORD_RETENTION: Rules = {
  conversations: { keptBecause: "a customer's conversations are never deleted by age" },
  items: { keptBecause: "they are the conversation; delivery states and provider ids stand in them" },
  undo_records: {
    drop: (pass) => [
      drop(
        undoRecords,
        [undoRecords.undoId, undoRecords.conversationId],
        sql`${undoRecords.at} < ${daysAgo(pass, pass.settings.RETENTION_UNDO_DAYS)}`,
        undoRecords.at,
        pass,
      ),
    ],
  },
};
