import { z } from "zod";
import type { IngestType } from "@/server/contract/commerce";
import { command, type Write } from "../command";
import { applyCustomers } from "./apply-customers";
import { applyFeeds } from "./apply-feeds";
import { applyOrders } from "./apply-orders";
import { applyPlaces } from "./apply-places";
import { applySkus } from "./apply-skus";
import { applyStock } from "./apply-stock";
import { claimKeys, settleKeys } from "./event-keys";
import type { Apply, IngestEvent, Settled } from "./ingest-batch";

const APPLY: { [T in IngestType]: Apply<T> } = {
  "retail.place.changed.v1": applyPlaces,
  "retail.sku.changed.v1": applySkus,
  "retail.customer.changed.v1": applyCustomers,
  "retail.stock.level.changed.v1": applyStock,
  "retail.order.changed.v1": applyOrders,
  "retail.feed.confirmed.v1": applyFeeds,
};

/** The order of application: dependencies first, so that events of a batch rarely wait for each other. */
export const INGEST_TYPES = Object.keys(APPLY) as IngestType[];

/** Applies claimed events of one type and records their outcomes. */
export async function applyClaimed(
  write: Write,
  connection: string,
  type: IngestType,
  events: IngestEvent[],
): Promise<Map<string, Settled>> {
  if (events.length === 0) return new Map();
  const settled = await (APPLY[type] as Apply<IngestType>)(write, connection, events);
  await settleKeys(write, connection, events, settled);
  return settled;
}

type Chunk = { connection: string; type: IngestType; events: IngestEvent[] };

/**
 * One transaction: keys, rows, events of up to a few hundred changes of one type. A key missing from the result was a
 * duplicate.
 */
export const applyChunk = command(z.custom<Chunk>(), async (write, { connection, type, events }) => {
  const fresh = await claimKeys(write, connection, events);
  return applyClaimed(
    write,
    connection,
    type,
    events.filter((event) => fresh.has(event.key)),
  );
});
