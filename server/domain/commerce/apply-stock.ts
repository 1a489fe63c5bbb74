import { inArray, sql } from "drizzle-orm";
import { places, skus } from "@/db/schema";
import { recordset, rowsOf } from "@/db/sql";
import type { Write } from "../command";
import { lockToPark } from "./event-keys";
import {
  APPLIED,
  type Apply,
  type IngestEvent,
  lineageOf,
  newestPerSubject,
  parked,
  type Settled,
  STALE,
} from "./ingest-batch";
import { isNewer, LINEAGE_COLUMNS } from "./order-guard";

type Level = IngestEvent<"retail.stock.level.changed.v1">;
const COLUMNS = `sku_id uuid, place_id uuid, on_hand int, reserved int, safety int, incoming int,
  ${LINEAGE_COLUMNS}`;
const subjectOf = (event: Level) => JSON.stringify([event.data.sku, event.data.place]);

/**
 * Applies stock levels with absolute values, hundreds in one statement, a row per source. Levels of an unknown SKU or place
 * wait for it.
 */
export const applyStock: Apply<"retail.stock.level.changed.v1"> = async (write, connection, events) => {
  const settled = new Map<string, Settled>();
  let known = await knownIds(write, events);
  const isMissing = ({ data }: Level) => !known.skus.has(data.sku) || !known.places.has(data.place);
  if (events.some(isMissing)) {
    await lockToPark(write);
    known = await knownIds(write, events);
  }
  const ready: Level[] = [];
  for (const event of events) {
    if (!known.skus.has(event.data.sku)) settled.set(event.key, parked("sku", event.data.sku));
    else if (!known.places.has(event.data.place)) settled.set(event.key, parked("place", event.data.place));
    else ready.push(event);
  }
  const newest = newestPerSubject(ready, subjectOf, settled);
  const rows = newest.map(({ data, ...event }) => ({
    sku_id: known.skus.get(data.sku),
    place_id: known.places.get(data.place),
    on_hand: data.onHand,
    reserved: data.reserved,
    safety: data.safety,
    incoming: data.incoming,
    ...lineageOf(connection, event),
  }));
  const written = await upsert(write, rows);
  for (const [i, event] of newest.entries()) {
    const row = rows[i];
    settled.set(event.key, written.has(`${row?.sku_id} ${row?.place_id}`) ? APPLIED : STALE);
  }
  const skuIds = new Set([...written].map((key) => key.split(" ")[0] as string));
  for (const skuId of skuIds) write.emit("stock.changed", { skuId });
  return settled;
};

async function upsert({ tx, now }: Write, rows: Record<string, unknown>[]): Promise<Set<string>> {
  if (rows.length === 0) return new Set();
  const written = await rowsOf<{ sku_id: string; place_id: string }>(
    tx,
    sql`
    insert into stock_levels as l
      (sku_id, place_id, on_hand, reserved, safety, incoming, source, sequence, source_time, observed_at, content_hash)
    select sku_id, place_id, on_hand, reserved, safety, incoming, source, sequence, source_time, observed_at, content_hash
    from ${recordset(rows, COLUMNS)} order by sku_id, place_id
    on conflict (sku_id, place_id, source) do update set
      on_hand = excluded.on_hand, reserved = excluded.reserved, safety = excluded.safety, incoming = excluded.incoming,
      sequence = excluded.sequence, source_time = excluded.source_time, observed_at = excluded.observed_at,
      content_hash = excluded.content_hash
    where ${isNewer("l", now)}
    returning sku_id, place_id`,
  );
  return new Set(written.map((row) => `${row.sku_id} ${row.place_id}`));
}

async function knownIds({ tx }: Write, events: Level[]) {
  const skuCodes = [...new Set(events.map((event) => event.data.sku))];
  const placeCodes = [...new Set(events.map((event) => event.data.place))];
  const skuRows = await tx.select({ id: skus.id, code: skus.code }).from(skus).where(inArray(skus.code, skuCodes));
  const placeRows = await tx
    .select({ id: places.id, code: places.code })
    .from(places)
    .where(inArray(places.code, placeCodes));
  return {
    skus: new Map(skuRows.map((row) => [row.code, row.id])),
    places: new Map(placeRows.map((row) => [row.code, row.id])),
  };
}
