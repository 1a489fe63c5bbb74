import { and, eq, inArray } from "drizzle-orm";
import { z } from "zod";
import { inboxEvents } from "@/db/schema";
import { isTransient } from "@/server/lib/db-errors";
import { log } from "@/server/lib/log";
import { skipped } from "@/server/lib/metrics";
import { command, type Write } from "../command";
import type { Ctx } from "../context";
import { defineJob } from "../define-job";
import { applyClaimed, INGEST_TYPES } from "./apply-chunk";
import type { IngestEvent } from "./ingest-batch";
import { contentHash } from "./order-guard";

const ReplayParked = z.object({ key: z.string().min(1) });

declare module "@/server/contract/jobs" {
  interface JobPayloads {
    "replay-parked": { key: string };
  }
}

const AT_ONCE = 500;
type Parked = typeof inboxEvents.$inferSelect;
const Parked = z.custom<Parked>();

/**
 * Applies the events that waited for a SKU, place or customer that now exists. Events that also wait for something else are
 * parked again. An event that can never be applied is marked `dead`, and the others are applied.
 * @returns how many were applied or found stale
 */
export async function replayParked(ctx: Ctx, input: z.input<typeof ReplayParked>): Promise<number> {
  try {
    return await replayTogether(ctx, input);
  } catch (error) {
    if (isTransient(error)) throw error;
    return replayOneByOne(ctx, input.key);
  }
}

const replayTogether = command(ReplayParked, async (write, { key }) => {
  const rows = await waitingFor(write, key).limit(AT_ONCE).for("update");
  const done = await replay(write, rows);
  if (rows.length === AT_ONCE && done > 0) write.enqueue("replay-parked", { key });
  return done;
});

async function replayOneByOne(ctx: Ctx, key: string): Promise<number> {
  let done = 0;
  for (const row of await waitingFor({ tx: ctx.db }, key)) {
    try {
      done += await replayOne(ctx, row);
    } catch (error) {
      if (isTransient(error)) throw error;
      skipped.inc({ queue: "parked" });
      const { connection: source, kind } = row;
      log.error(
        { alert: "event_dead", source, kind, err: error },
        "a parked event can never be applied and is set aside",
      );
      await setAside(ctx, row);
    }
  }
  return done;
}

const replayOne = command(Parked, (write, row) => replay(write, [row]));

/** Its payload stays for diagnosis until retention deletes it. */
const setAside = command(Parked, async ({ tx }, row) => {
  await tx.update(inboxEvents).set({ state: "dead", waitsFor: null }).where(isOne(row));
});

const waitingFor = ({ tx }: { tx: Write["tx"] | Ctx["db"] }, key: string) =>
  tx
    .select()
    .from(inboxEvents)
    .where(and(eq(inboxEvents.state, "parked"), eq(inboxEvents.waitsFor, key)))
    .orderBy(inboxEvents.connection, inboxEvents.eventId);

const isOne = ({ connection, eventId }: Parked) =>
  and(eq(inboxEvents.connection, connection), eq(inboxEvents.eventId, eventId));

async function replay(write: Write, rows: readonly Parked[]): Promise<number> {
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
  return done;
}

/** Restores a parked event, whose times JSON has turned into strings. @throws Error for an invalid event */
function revive(payload: unknown): IngestEvent {
  const event = payload as Omit<IngestEvent, "time" | "observedAt"> & { time: string; observedAt: string };
  if (!INGEST_TYPES.includes(event?.type)) throw new Error("the parked event has no type we know");
  const { data, time, observedAt } = event;
  return { ...event, hash: contentHash(data), time: new Date(time), observedAt: new Date(observedAt) };
}

export const replayParkedJob = defineJob({
  name: "replay-parked",
  payload: ReplayParked,
  handle: async (ctx, payload) => void (await replayParked(ctx, payload)),
});
