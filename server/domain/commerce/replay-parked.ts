import { and, eq, inArray } from "drizzle-orm";
import { z } from "zod";
import { inboxEvents } from "@/db/schema";
import { command } from "../command";
import { applyClaimed, INGEST_TYPES } from "./apply-chunk";
import type { IngestEvent } from "./ingest-batch";
import { contentHash } from "./order-guard";

const ReplayParked = z.strictObject({ key: z.string().min(1) });
const AT_ONCE = 500;

/**
 * Applies the events that waited for a SKU, place or customer, now that it is there. Those that wait for something else too
 * are parked again. Run by the job of the same name.
 * @returns how many were applied or found stale
 */
export const replayParked = command(ReplayParked, async (write, { key }) => {
  const rows = await write.tx
    .select()
    .from(inboxEvents)
    .where(and(eq(inboxEvents.state, "parked"), eq(inboxEvents.waitsFor, key)))
    .orderBy(inboxEvents.connection, inboxEvents.eventId)
    .limit(AT_ONCE)
    .for("update");
  let done = 0;
  for (const connection of new Set(rows.map((row) => row.connection))) {
    const mine = rows.filter((row) => row.connection === connection).map((row) => revive(row.payload));
    for (const type of INGEST_TYPES) {
      const events = mine.filter((event) => event.type === type);
      const settled = await applyClaimed(write, connection, type, events);
      const applied = events.filter((event) => settled.get(event.key)?.outcome === "applied").map(({ key }) => key);
      if (applied.length > 0) {
        await write.tx
          .update(inboxEvents)
          .set({ state: "applied", waitsFor: null, payload: null })
          .where(and(eq(inboxEvents.connection, connection), inArray(inboxEvents.eventId, applied)));
      }
      done += [...settled.values()].filter((is) => is.outcome !== "parked").length;
    }
  }
  if (rows.length === AT_ONCE && done > 0) write.enqueue("replay-parked", { key });
  return done;
});

/** A parked event as it was: JSON made its times strings. */
function revive(payload: unknown): IngestEvent {
  const event = payload as Omit<IngestEvent, "time" | "observedAt"> & { time: string; observedAt: string };
  const { data, time, observedAt } = event;
  return { ...event, hash: contentHash(data), time: new Date(time), observedAt: new Date(observedAt) };
}
