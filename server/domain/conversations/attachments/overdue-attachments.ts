import { and, eq, gt, lt } from "drizzle-orm";
import { attachments } from "@/db/schema";
import type { Id } from "@/server/contract/ids";
import type { Ctx } from "@/server/domain/context";
import { SWEEP_LIMIT } from "@/server/domain/sweep";

/** The time that the job of a received file has before it is overdue. */
const LATE_MS = 10 * 60_000;
const GIVEN_UP_MS = 24 * 3_600_000;

/** Received files of the last day that should have been fetched by now. */
export async function overdueAttachments({ db, now }: Ctx): Promise<Id[]> {
  const ago = (ms: number) => new Date(+now() - ms);
  const isOverdue = and(
    eq(attachments.state, "pending"),
    lt(attachments.createdAt, ago(LATE_MS)),
    gt(attachments.createdAt, ago(GIVEN_UP_MS)),
  );
  return (await db.select({ id: attachments.id }).from(attachments).where(isOverdue).limit(SWEEP_LIMIT)).map(
    ({ id }) => id,
  );
}
