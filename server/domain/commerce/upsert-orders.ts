import { and, eq, inArray, sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { orders } from "@/db/schema";
import { recordset, rowsOf } from "@/db/sql";
import type { Id } from "@/server/contract/ids";
import type { Write } from "../command";
import { type IngestEvent, lineageOf } from "./ingest-batch";
import { isNewer, LINEAGE_COLUMNS } from "./order-guard";

type Order = IngestEvent<"retail.order.changed.v1">;
const COLUMNS = `id uuid, source_id text, number text, customer_id uuid, status text, placed_at timestamptz,
  total_minor bigint, currency text, ${LINEAGE_COLUMNS}`;

/** A written order; `was`: its previous customer. */
export type Written = { id: Id; was: Id | null };

/**
 * Writes the order rows under the guard. An order belongs to the source that reports it, even if another source has the same
 * id. @returns the newer ones, by the source's id
 */
export async function upsertOrders(
  { tx, now }: Write,
  connection: string,
  events: Order[],
  customerOf: (event: Order) => Id | null,
): Promise<Map<string, Written>> {
  const rows = events.map((event) => ({
    id: uuidv7(),
    source_id: event.data.id,
    number: event.data.number,
    customer_id: customerOf(event),
    status: event.data.status,
    placed_at: event.data.placedAt,
    total_minor: event.data.totalMinor,
    currency: event.data.currency,
    ...lineageOf(connection, event),
  }));
  const before = await tx
    .select({ sourceId: orders.sourceId, customerId: orders.customerId })
    .from(orders)
    .where(
      and(
        eq(orders.source, connection),
        inArray(
          orders.sourceId,
          events.map(({ data }) => data.id),
        ),
      ),
    )
    .orderBy(orders.sourceId)
    .for("update");
  const wasOf = new Map(before.map((row) => [row.sourceId, row.customerId]));
  const written = await rowsOf<{ id: Id; source_id: string }>(
    tx,
    sql`
    insert into orders as o
      (id, source, source_id, number, customer_id, status, placed_at, total_minor, currency, sequence, source_time,
       observed_at, content_hash)
    select id, source, source_id, number, customer_id, status, placed_at, total_minor, currency, sequence, source_time,
      observed_at, content_hash
    from ${recordset(rows, COLUMNS)}
    on conflict (source, source_id) do update set
      number = excluded.number, customer_id = excluded.customer_id, status = excluded.status,
      placed_at = excluded.placed_at, total_minor = excluded.total_minor, currency = excluded.currency,
      sequence = excluded.sequence, source_time = excluded.source_time, observed_at = excluded.observed_at,
      content_hash = excluded.content_hash, version = o.version + 1
    where ${isNewer("o", now)}
    returning id, source_id`,
  );
  return new Map(written.map((row) => [row.source_id, { id: row.id, was: wasOf.get(row.source_id) ?? null }]));
}
