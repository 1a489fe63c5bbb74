import { and, eq, inArray } from "drizzle-orm";
import { uuidv7 } from "uuidv7";
import { customerIdentities, fulfilments, orderLines, places, shipments } from "@/db/schema";
import type { Id } from "@/server/contract/ids";
import { isDate } from "@/server/contract/is-date";
import type { Write } from "../command";
import { lockToPark } from "./event-keys";
import { APPLIED, type Apply, type IngestEvent, newestPerSubject, parked, type Settled, STALE } from "./ingest-batch";
import { upsertOrders, type Written } from "./upsert-orders";

type Order = IngestEvent<"retail.order.changed.v1">;
type Known = { customers: Map<string, Id>; places: Map<string, Id> };

/** Applies orders with all their lines, fulfilments and shipments: children are replaced, never merged. */
export const applyOrders: Apply<"retail.order.changed.v1"> = async (write, connection, events) => {
  const settled = new Map<string, Settled>();
  let known = await knownIds(write, connection, events);
  if (events.some((event) => missing(event, known))) {
    await lockToPark(write);
    known = await knownIds(write, connection, events);
  }
  const ready = events.filter((event) => {
    const waits = missing(event, known);
    if (waits) settled.set(event.key, waits);
    return !waits;
  });
  const newest = newestPerSubject(ready, (event) => event.data.id, settled);
  if (newest.length === 0) return settled;
  const customerOf = (event: Order) =>
    event.data.customer ? (known.customers.get(event.data.customer) ?? null) : null;
  const written = await upsertOrders(write, connection, newest, customerOf);
  const applied = newest.filter((event) => written.has(event.data.id));
  await replaceChildren(write, applied, written, known.places);
  for (const event of newest) settled.set(event.key, written.has(event.data.id) ? APPLIED : STALE);
  for (const event of applied) {
    const { id: orderId, was } = written.get(event.data.id) as Written;
    const customerId = customerOf(event);
    const previous = was && was !== customerId ? { previousCustomerId: was } : {};
    write.emit("order.changed", { orderId, customerId, ...previous });
  }
  return settled;
};

function missing({ data }: Order, known: Known): Settled | null {
  if (data.customer && !known.customers.has(data.customer)) return parked("customer", data.customer);
  const place = data.fulfilments.find((fulfilment) => fulfilment.place && !known.places.has(fulfilment.place))?.place;
  return place ? parked("place", place) : null;
}

async function knownIds({ tx }: Write, connection: string, events: Order[]): Promise<Known> {
  const customerIds = [...new Set(events.flatMap(({ data }) => data.customer ?? []))];
  const placeCodes = [...new Set(events.flatMap(({ data }) => data.fulfilments.flatMap((f) => f.place ?? [])))];
  const customerRows = await tx
    .select({ value: customerIdentities.value, id: customerIdentities.customerId })
    .from(customerIdentities)
    .where(and(eq(customerIdentities.kind, `external:${connection}`), inArray(customerIdentities.value, customerIds)));
  const placeRows = await tx
    .select({ code: places.code, id: places.id })
    .from(places)
    .where(inArray(places.code, placeCodes));
  return {
    customers: new Map(customerRows.map((row) => [row.value, row.id])),
    places: new Map(placeRows.map((row) => [row.code, row.id])),
  };
}

const date = (iso: string | null | undefined) => (iso ? new Date(iso) : null);

async function replaceChildren(
  { tx }: Write,
  events: Order[],
  written: Map<string, Written>,
  placeIds: Map<string, Id>,
) {
  const orderIdOf = ({ data }: Order) => (written.get(data.id) as Written).id;
  const ids = events.map(orderIdOf);
  if (ids.length === 0) return;
  for (const table of [orderLines, fulfilments, shipments]) await tx.delete(table).where(inArray(table.orderId, ids));
  const child = <C extends { id: string }>(event: Order, row: C) => {
    const { id: sourceId, ...rest } = row;
    return { ...rest, id: uuidv7(), sourceId, orderId: orderIdOf(event) };
  };
  const lines = events.flatMap((event) =>
    unique(event.data.lines).map((line, position) => {
      const { sku, ...row } = child(event, line);
      return { ...row, position, skuCode: sku };
    }),
  );
  const works = events.flatMap((event) =>
    unique(event.data.fulfilments).map((work) => {
      const { place, dueAt, readyAt, ...row } = child(event, work);
      const placeId = place ? (placeIds.get(place) ?? null) : null;
      return { ...row, placeId, dueAt: date(dueAt), readyAt: date(readyAt) };
    }),
  );
  const parcels = events.flatMap((event) =>
    unique(event.data.shipments).map((parcel) => {
      const { eta, deliveredAt, ...row } = child(event, parcel);
      const expected = eta && isDate(eta) ? { etaDate: eta } : { eta: date(eta) };
      return { ...row, ...expected, deliveredAt: date(deliveredAt) };
    }),
  );
  for (const some of chunks(lines)) await tx.insert(orderLines).values(some);
  for (const some of chunks(works)) await tx.insert(fulfilments).values(some);
  for (const some of chunks(parcels)) await tx.insert(shipments).values(some);
}

/** If a source lists a child twice, the last one counts. */
const unique = <C extends { id: string }>(rows: C[]): C[] => [...new Map(rows.map((row) => [row.id, row])).values()];

/** A statement takes at most 65,535 parameters. */
function chunks<R>(rows: R[], size = 1000): R[][] {
  return Array.from({ length: Math.ceil(rows.length / size) }, (_, i) => rows.slice(i * size, (i + 1) * size));
}
