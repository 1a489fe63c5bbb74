import { and, isNotNull, lt, sql } from "drizzle-orm";
import { events, inboxEvents, rateLimits, sessions, undoRecords } from "@/db/schema";
import type { Ctx } from "../context";
import { purgeUnsentFiles } from "../conversations/purge-unsent-files";

const DAY_MS = 24 * 3_600_000;
const AT_ONCE = 5000;

/**
 * Drops what has outlived its use (see each table's comment). Housekeeping: it changes nothing a screen shows, so it is no
 * command and writes no event. Each statement takes a bounded number of rows; the next minute takes the rest.
 */
export async function purge({ db, now }: Ctx): Promise<void> {
  const ago = (days: number) => new Date(now().getTime() - days * DAY_MS);
  const old = db
    .select({ connection: inboxEvents.connection, eventId: inboxEvents.eventId })
    .from(inboxEvents)
    .where(and(lt(inboxEvents.receivedAt, ago(7)), isNotNull(inboxEvents.payload)))
    .limit(AT_ONCE);
  await db
    .update(inboxEvents)
    .set({
      payload: null,
      waitsFor: null,
      state: sql`case when ${inboxEvents.state} = 'parked' then 'stale' else ${inboxEvents.state} end`,
    })
    .where(sql`(${inboxEvents.connection}, ${inboxEvents.eventId}) in ${old}`);
  await db
    .delete(events)
    .where(
      sql`(${events.tx}, ${events.id}) in (select tx, id from events where at < ${ago(7).toISOString()} order by at limit ${AT_ONCE})`,
    );
  await db.delete(undoRecords).where(
    sql`(${undoRecords.undoId}, ${undoRecords.conversationId}) in (
        select undo_id, conversation_id from undo_records where at < ${ago(7).toISOString()} order by at limit ${AT_ONCE})`,
  );
  await db.delete(sessions).where(lt(sessions.expiresAt, ago(30)));
  await db.delete(rateLimits).where(lt(rateLimits.expire, ago(1)));
  await purgeUnsentFiles({ db, now });
}
