import { sql } from "drizzle-orm";
import { drafts } from "@/db/schema";
import { daysAgo, drop, type Rules } from "@/server/domain/retention";

/** An empty draft is kept as long as an undo: until then a device may still have what came before it. */
export const DRAFT_RETENTION: Rules = {
  drafts: {
    drop: (pass) => [
      drop(
        drafts,
        [drafts.userId, drafts.conversationId, drafts.mode],
        sql`${drafts.body} = '' and ${drafts.changedAt} < ${daysAgo(pass, pass.settings.RETENTION_UNDO_DAYS)}`,
        drafts.changedAt,
        pass,
      ),
    ],
  },
};
