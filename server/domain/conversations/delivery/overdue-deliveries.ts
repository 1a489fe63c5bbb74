import { and, eq, isNull, lt, sql } from "drizzle-orm";
import { items, sendHolds } from "@/db/schema";
import type { Id } from "@/server/contract/ids";
import type { Ctx } from "@/server/domain/context";
import { SWEEP_LIMIT } from "@/server/domain/sweep";

/** The job of a queued message had this long. */
const LATE_MS = 2 * 60_000;

/** Conversations with a message that should have left by now. */
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
        // What an opt-out holds back would take the places of what can leave.
        sql`not exists (select 1 from ${sendHolds} where ${sendHolds.identityKind} = ${items.contactKind}
          and ${sendHolds.identityScope} = ${items.contactScope}
          and ${sendHolds.identityValue} = ${items.contactValue} and ${sendHolds.until} > clock_timestamp())`,
      ),
    )
    .limit(SWEEP_LIMIT);
  return rows.map(({ id }) => id);
}
