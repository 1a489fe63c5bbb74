import { sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { recordset, rowsOf } from "@/db/sql";
import { lockAsCreator, wakeParked } from "./event-keys";
import { APPLIED, type Apply, lineageOf, newestPerSubject, type Settled, STALE } from "./ingest-batch";
import { isNewerOfAny, LINEAGE_COLUMNS } from "./order-guard";

const COLUMNS = `id uuid, code text, title text, options jsonb, price_minor bigint, currency text, gtin text,
  ${LINEAGE_COLUMNS}`;

/** Applies sellable variants with absolute values. A new SKU replays the stock levels that waited for it. */
export const applySkus: Apply<"retail.sku.changed.v1"> = async (write, connection, events) => {
  const settled = new Map<string, Settled>();
  const newest = newestPerSubject(events, (event) => event.data.code, settled);
  await lockAsCreator(write);
  const rows = newest.map(({ data, ...event }) => ({
    ...data,
    id: uuidv7(),
    price_minor: data.priceMinor ?? null,
    ...lineageOf(connection, event),
  }));
  const written = await rowsOf<{ id: string; code: string; created: boolean }>(
    write.tx,
    sql`
    insert into skus as s 
      (id, code, title, options, price_minor, currency, gtin, source, sequence, source_time, observed_at, content_hash)
    select id, code, title, options, price_minor, currency, gtin, source, sequence, source_time, observed_at, content_hash
    from ${recordset(rows, COLUMNS)}
    on conflict (code) do update set
      title = excluded.title, options = excluded.options, price_minor = excluded.price_minor,
      currency = excluded.currency, gtin = excluded.gtin, source = excluded.source, sequence = excluded.sequence,
      source_time = excluded.source_time, observed_at = excluded.observed_at, content_hash = excluded.content_hash
    where ${isNewerOfAny("s", write.now)}
    returning id, code, (xmax = 0) as created`,
  );
  const byCode = new Map(written.map((row) => [row.code, row]));
  for (const event of newest) settled.set(event.key, byCode.has(event.data.code) ? APPLIED : STALE);
  for (const row of written) if (!row.created) write.emit("stock.changed", { skuId: row.id });
  await wakeParked(
    write,
    written.filter((row) => row.created).map((row) => `sku:${row.code}`),
  );
  return settled;
};
