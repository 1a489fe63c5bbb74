import { and, inArray, isNull, like, lt, ne, or } from "drizzle-orm";
import { attachmentBlobs, attachments } from "@/db/schema";
import type { Ctx } from "@/server/domain/context";
import { defineScheduledJob, EVERY_MINUTE } from "@/server/domain/define-job";
import { visitorOwner } from "./attach-uploads";

/** A visitor's upload is deleted within the hour, even when the job runs a few minutes late. */
const VISITOR_MS = 50 * 60_000;
/** A colleague's draft may wait until the end of a shift. */
const STAFF_MS = 24 * 3_600_000;
const BATCH = 100;
const BATCHES = 20;

/** Deletes files that were uploaded and never sent: a visitor's after 50 minutes, a colleague's after a day. */
export async function purgeUnsentFiles({ db, now }: Pick<Ctx, "db" | "now">): Promise<void> {
  const ago = (ms: number) => new Date(now().getTime() - ms);
  for (let n = 0; n < BATCHES; n++) {
    const purged = await db.transaction(async (tx) => {
      const unsent = await tx
        .select({ id: attachments.id })
        .from(attachments)
        .where(
          and(
            isNull(attachments.itemId),
            ne(attachments.state, "pending"),
            or(
              lt(attachments.createdAt, ago(STAFF_MS)),
              and(like(attachments.ownerId, visitorOwner("%")), lt(attachments.createdAt, ago(VISITOR_MS))),
            ),
          ),
        )
        .limit(BATCH)
        .for("update", { skipLocked: true });
      const ids = unsent.map(({ id }) => id);
      if (ids.length === 0) return 0;
      await tx.delete(attachmentBlobs).where(inArray(attachmentBlobs.attachmentId, ids));
      await tx.delete(attachments).where(and(inArray(attachments.id, ids), isNull(attachments.itemId)));
      return ids.length;
    });
    if (purged < BATCH) return;
  }
}

export const purgeUnsentFilesJob = defineScheduledJob({
  name: "purge-unsent-files",
  schedule: EVERY_MINUTE,
  handle: purgeUnsentFiles,
});
