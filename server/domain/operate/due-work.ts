import { and, eq, isNull, lt, sql } from "drizzle-orm";
import { attachments, conversations, items, offers, sendHolds } from "@/db/schema";
import type { Id } from "@/server/contract/ids";
import type { Ctx } from "../context";

const AT_ONCE = 200;
const MINUTE_MS = 60_000;

export type DueWork = {
  offerIds: Id[];
  snoozedIds: Id[];
  /** Conversations with a message that has waited to leave for two minutes. */
  undeliveredIds: Id[];
  /** Files still not fetched after ten minutes, younger than a day. */
  attachmentIds: Id[];
};

/** Lists overdue work: the safety net under delayed jobs. */
export async function dueWork({ db, now }: Ctx): Promise<DueWork> {
  const at = now();
  const ago = (ms: number) => new Date(at.getTime() - ms);
  const overdue = await db
    .select({ id: offers.id })
    .from(offers)
    .where(and(eq(offers.state, "pending"), lt(offers.expiresAt, ago(5000))))
    .limit(AT_ONCE);
  const asleep = await db
    .select({ id: conversations.id })
    .from(conversations)
    .where(and(eq(conversations.status, "snoozed"), lt(conversations.snoozedUntil, ago(5000))))
    .limit(AT_ONCE);
  const undelivered = await db
    .selectDistinct({ id: items.conversationId })
    .from(items)
    .where(
      and(
        sql`${items.deliveryStatus} in ('queued', 'sending')`,
        eq(items.deliveryStatus, "queued"),
        isNull(items.externalId),
        lt(items.at, ago(2 * MINUTE_MS)),
        // Held messages would take the places of messages that can be sent.
        sql`not exists (select 1 from ${sendHolds} where ${sendHolds.identityKind} = ${items.contactKind}
          and ${sendHolds.identityValue} = ${items.contactValue} and ${sendHolds.until} > clock_timestamp())`,
      ),
    )
    .limit(AT_ONCE);
  const unfetched = await db
    .select({ id: attachments.id })
    .from(attachments)
    .where(
      and(
        eq(attachments.state, "pending"),
        lt(attachments.createdAt, ago(10 * MINUTE_MS)),
        sql`${attachments.createdAt} > ${ago(24 * 60 * MINUTE_MS).toISOString()}`,
      ),
    )
    .limit(AT_ONCE);
  const ids = (rows: { id: Id }[]) => rows.map(({ id }) => id);
  return {
    offerIds: ids(overdue),
    snoozedIds: ids(asleep),
    undeliveredIds: ids(undelivered),
    attachmentIds: ids(unfetched),
  };
}
