import { and, eq, inArray, sql } from "drizzle-orm";
import { inboxEvents } from "@/db/schema";
import type { Write } from "../command";
import type { IngestEvent, Settled } from "./ingest-batch";

// Creating a SKU, place or customer and parking an event that waits for it must not miss each other: creators hold this
// lock shared and read waiting events, parkers hold it alone and check again for what they wait for.
const PARKING = sql.raw("hashtextextended('storeline ingest parking', 0)");

/** Inserts each event's key, so that it is applied once. @returns the keys that were new */
export async function claimKeys({ tx }: Write, connection: string, events: IngestEvent[]): Promise<Set<string>> {
  const rows = [...events]
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map((event) => ({ connection, eventId: event.key, kind: event.type as string, state: "applied" as const }));
  const claimed = await tx
    .insert(inboxEvents)
    .values(rows)
    .onConflictDoNothing()
    .returning({ key: inboxEvents.eventId });
  return new Set(claimed.map((row) => row.key));
}

/** Records the outcomes of claimed events; applied ones have theirs already. */
export async function settleKeys(
  { tx }: Write,
  connection: string,
  events: IngestEvent[],
  settled: Map<string, Settled>,
): Promise<void> {
  const byKey = (keys: string[]) => and(eq(inboxEvents.connection, connection), inArray(inboxEvents.eventId, keys));
  const stale = events.filter((event) => settled.get(event.key)?.outcome === "stale").map((event) => event.key);
  if (stale.length > 0) {
    await tx.update(inboxEvents).set({ state: "stale", waitsFor: null, payload: null }).where(byKey(stale));
  }
  for (const event of events) {
    const is = settled.get(event.key);
    if (is?.outcome !== "parked") continue;
    await tx
      .update(inboxEvents)
      .set({ state: "parked", waitsFor: is.waitsFor, payload: event })
      .where(byKey([event.key]));
  }
}

/** Taken until commit by transactions that create a SKU, place or customer. */
export async function lockAsCreator({ tx }: Write): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock_shared(${PARKING})`);
}
/** Taken by transactions that are about to park events; they check again afterwards. */
export async function lockToPark({ tx }: Write): Promise<void> {
  await tx.execute(sql`select pg_advisory_xact_lock(${PARKING})`);
}

/** Enqueues a replay of every event that waited for one of these. */
export async function wakeParked({ tx, enqueue }: Write, keys: string[]): Promise<void> {
  if (keys.length === 0) return;
  const waiting = await tx
    .selectDistinct({ key: inboxEvents.waitsFor })
    .from(inboxEvents)
    .where(and(eq(inboxEvents.state, "parked"), inArray(inboxEvents.waitsFor, keys)));
  for (const { key } of waiting) if (key) enqueue("replay-parked", { key });
}
