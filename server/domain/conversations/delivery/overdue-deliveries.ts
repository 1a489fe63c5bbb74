import { and, eq, isNull, lt, sql } from "drizzle-orm";
import { items, sendHolds } from "@/db/schema";
import type { Id } from "@/server/contract/ids";
import type { Ctx } from "@/server/domain/context";
import { SWEEP_LIMIT } from "@/server/domain/sweep";

/** The time that the job of a queued message has before it is overdue. */
const LATE_MS = 2 * 60_000;

/** Conversations with a message that should have been sent by now. */
export async function overdueDeliveries({ db, now }: Ctx): Promise<Id[]> {
  const rows = await db
    .selectDistinct({ id: items.conversationId })
    .from(items)
    .where(
      and(
        sql`${items.deliveryStatus} in ('queued', 'sending')`,
        eq(items.deliveryStatus, "queued"),
        isNull(items.externalId),
        lt(items.at, new Date(+now() - LATE_MS)),
        // Messages held by an opt-out are left out, so that they do not use up the limit.
        sql`not exists (select 1 from ${sendHolds} where ${sendHolds.identityKind} = ${items.contactKind}
          and ${sendHolds.identityScope} = ${items.contactScope}
          and ${sendHolds.identityValue} = ${items.contactValue} and ${sendHolds.until} > clock_timestamp())`,
      ),
    )
    .limit(SWEEP_LIMIT);
  return rows.map(({ id }) => id);
}
