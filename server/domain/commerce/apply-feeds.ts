import { inArray, sql } from "drizzle-orm";
import { places } from "@/db/schema";
import { recordset, rowsOf } from "@/db/sql";
import type { FeedStream } from "@/server/contract/commerce";
import type { Id } from "@/server/contract/ids";
import { lockToPark } from "./event-keys";
import { APPLIED, type Apply, type IngestEvent, newestPerSubject, parked, type Settled, STALE } from "./ingest-batch";

type FeedConfirmation = IngestEvent<"retail.feed.confirmed.v1">;
type Feed = { stream: FeedStream; place_id: Id | null };
const COLUMNS = "source text, stream text, place_id uuid, observed_at timestamptz";
const keyOf = ({ stream, place_id }: Feed) => `${stream} ${place_id}`;

/** Applies feed confirmations: one row per feed, whose time only moves forward, instead of a write to every confirmed row. */
export const applyFeeds: Apply<"retail.feed.confirmed.v1"> = async (write, connection, events) => {
  const settled = new Map<string, Settled>();
  const placeIds = async () => {
    const codes = [...new Set(events.flatMap(({ data }) => data.place ?? []))];
    const rows = await write.tx
      .select({ code: places.code, id: places.id })
      .from(places)
      .where(inArray(places.code, codes));
    return new Map(rows.map((row) => [row.code, row.id]));
  };
  let known = await placeIds();
  const isMissing = ({ data }: FeedConfirmation) => Boolean(data.place && !known.has(data.place));
  if (events.some(isMissing)) {
    await lockToPark(write);
    known = await placeIds();
  }
  for (const event of events.filter(isMissing)) settled.set(event.key, parked("place", event.data.place as string));
  const ready = events.filter((event) => !isMissing(event));
  const newest = newestPerSubject(ready, ({ data }) => JSON.stringify([data.stream, data.place ?? null]), settled);
  if (newest.length === 0) return settled;
  const rows = newest.map(({ data, observedAt }) => ({
    source: connection,
    stream: data.stream,
    place_id: data.place ? (known.get(data.place) as Id) : null,
    observed_at: observedAt,
  }));
  const written = await rowsOf<Feed>(
    write.tx,
    sql`
    insert into feeds as f (source, stream, place_id, observed_at)
    select source, stream, place_id, observed_at from ${recordset(rows, COLUMNS)} order by stream, place_id
    on conflict (source, stream, place_id) do update set observed_at = excluded.observed_at
    where excluded.observed_at > f.observed_at
    returning stream, place_id`,
  );
  const moved = new Set(written.map(keyOf));
  for (const [i, event] of newest.entries()) {
    const row = rows[i] as (typeof rows)[number];
    const isNewer = moved.has(keyOf(row));
    settled.set(event.key, isNewer ? APPLIED : STALE);
    if (!isNewer) continue;
    const { stream, place_id: placeId, observed_at } = row;
    write.emit("feed.confirmed", { source: connection, stream, placeId, observedAt: observed_at.toISOString() });
  }
  return settled;
};
