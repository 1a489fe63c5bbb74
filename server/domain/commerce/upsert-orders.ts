import { and, eq, inArray, sql } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { orders } from "@/db/schema";
import type { Id } from "@/server/contract/ids";
import type { Write } from "../command";
import type { IngestEvent } from "./ingest-batch";
import { recordset, rowsOf } from "./records";

type Order = IngestEvent<"retail.order.changed.v1">;
const COLUMNS = `id uuid, source text, source_id text, number text, customer_id uuid, status text, placed_at timestamptz,
  total_minor bigint, currency text, sequence bigint, source_time timestamptz, observed_at timestamptz`;

/** An order as written; `was`: whose it was before. */
export type Written = { id: Id; was: Id | null };

/** The order rows, under the guard. @returns those that were newer, by the source's id */
export async function upsertOrders(
  { tx }: Write,
  connection: string,
  events: Order[],
  customerOf: (event: Order) => Id | null,
): Promise<Map<string, Written>> {
  const rows = events.map((event) => ({
    id: uuidv7(),
    source: connection,
    source_id: event.data.id,
    number: event.data.number,
    customer_id: customerOf(event),
    status: event.data.status,
    placed_at: event.data.placedAt,
    total_minor: event.data.totalMinor,
    currency: event.data.currency,
    sequence: event.sequence,
    source_time: event.time,
    observed_at: event.observedAt,
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
      (id, source, source_id, number, customer_id, status, placed_at, total_minor, currency, sequence, source_time, observed_at)
    select id, source, source_id, number, customer_id, status, placed_at, total_minor, currency, sequence, source_time, observed_at
    from ${recordset(rows, COLUMNS)}
    on conflict (source, source_id) do update set
      number = excluded.number, customer_id = excluded.customer_id, status = excluded.status,
      placed_at = excluded.placed_at, total_minor = excluded.total_minor, currency = excluded.currency,
      sequence = excluded.sequence, source_time = excluded.source_time, observed_at = excluded.observed_at,
      version = o.version + 1
    where (excluded.sequence, excluded.source_time) > (o.sequence, o.source_time)
    returning id, source_id`,
  );
  return new Map(written.map((row) => [row.source_id, { id: row.id, was: wasOf.get(row.source_id) ?? null }]));
}
