import { sql } from "drizzle-orm";
import {
  bigint,
  date,
  index,
  integer,
  jsonb,
  pgTable,
  primaryKey,
  text,
  unique,
  uniqueIndex,
  uuid,
} from "drizzle-orm/pg-core";
import { at, id } from "./columns";
import { customers } from "./customers";
import { places } from "./team";

/** Lineage of every row a source feeds: the source, its sequence number, when the source confirmed it, when we received it, and the tie-breaker. */
const lineage = {
  source: text("source").notNull(),
  sequence: bigint("sequence", { mode: "number" }).notNull(),
  sourceTime: at("source_time").notNull(),
  observedAt: at("observed_at").notNull(),
  contentHash: text("content_hash").notNull().default(""),
};

/** Sellable variants. Written by ingest. */
export const skus = pgTable(
  "skus",
  {
    id: id(),
    code: text("code").notNull(),
    title: text("title").notNull(),
    options: jsonb("options").$type<Record<string, string>>().notNull().default({}),
    priceMinor: bigint("price_minor", { mode: "number" }),
    currency: text("currency"),
    gtin: text("gtin"),
    ...lineage,
  },
  (t) => [
    uniqueIndex("skus_code").on(t.code),
    index("skus_code_prefix").on(sql`lower(${t.code}) text_pattern_ops`),
    index("skus_words").using("gin", sql`search_fold(${t.title}) gin_trgm_ops`),
  ],
);

/** Stock of each SKU at each place as each source reports it, in pieces. Absolute; may be negative. Written by ingest under the sequence guard. */
export const stockLevels = pgTable(
  "stock_levels",
  {
    skuId: uuid("sku_id")
      .notNull()
      .references(() => skus.id),
    placeId: uuid("place_id")
      .notNull()
      .references(() => places.id),
    onHand: integer("on_hand").notNull(),
    reserved: integer("reserved").notNull(),
    safety: integer("safety").notNull(),
    incoming: integer("incoming").notNull(),
    ...lineage,
  },
  (t) => [primaryKey({ columns: [t.skuId, t.placeId, t.source] })],
);

/**
 * When each source last confirmed everything it published of a stream: at one place, or (no place) at all of them. The age of a
 * row counts from the later of its own `observed_at` and its feed's, so that unchanged rows stay fresh without a write. Written
 * by ingest.
 */
export const feeds = pgTable(
  "feeds",
  {
    source: text("source").notNull(),
    stream: text("stream", { enum: ["stock", "orders"] }).notNull(),
    placeId: uuid("place_id").references(() => places.id),
    observedAt: at("observed_at").notNull(),
  },
  (t) => [unique("feeds_one").on(t.source, t.stream, t.placeId).nullsNotDistinct()],
);

/** Orders as their source last described them. Children are replaced with their order, and inherit its lineage. */
export const orders = pgTable(
  "orders",
  {
    id: id(),
    sourceId: text("source_id").notNull(),
    number: text("number").notNull(),
    customerId: uuid("customer_id").references(() => customers.id),
    status: text("status").notNull(),
    placedAt: at("placed_at").notNull(),
    totalMinor: bigint("total_minor", { mode: "number" }).notNull(),
    currency: text("currency").notNull(),
    version: integer("version").notNull().default(1),
    ...lineage,
  },
  (t) => [
    uniqueIndex("orders_source").on(t.source, t.sourceId),
    index("orders_customer").on(t.customerId, t.placedAt.desc()),
    index("orders_number").on(t.number),
    // Found by the beginning or the end of their number, whatever separates its parts.
    index("orders_number_start").on(sql`replace(search_fold(${t.number}), ' ', '') text_pattern_ops`),
    index("orders_number_end").on(sql`reverse(replace(search_fold(${t.number}), ' ', '')) text_pattern_ops`),
  ],
);

export const orderLines = pgTable(
  "order_lines",
  {
    id: id(),
    orderId: uuid("order_id")
      .notNull()
      .references(() => orders.id),
    sourceId: text("source_id").notNull(),
    position: integer("position").notNull(),
    skuCode: text("sku_code").notNull(),
    title: text("title").notNull(),
    ordered: integer("ordered").notNull(),
    cancelled: integer("cancelled").notNull(),
    fulfilled: integer("fulfilled").notNull(),
    delivered: integer("delivered").notNull(),
    returned: integer("returned").notNull(),
    priceMinor: bigint("price_minor", { mode: "number" }),
  },
  (t) => [uniqueIndex("order_lines_source").on(t.orderId, t.sourceId)],
);

/** Work at one place for an order. */
export const fulfilments = pgTable(
  "fulfilments",
  {
    id: id(),
    orderId: uuid("order_id")
      .notNull()
      .references(() => orders.id),
    sourceId: text("source_id").notNull(),
    placeId: uuid("place_id").references(() => places.id),
    method: text("method", { enum: ["pickup", "ship", "other"] }).notNull(),
    status: text("status").notNull(),
    dueAt: at("due_at"),
    readyAt: at("ready_at"),
  },
  (t) => [uniqueIndex("fulfilments_source").on(t.orderId, t.sourceId)],
);

/** Parcels and handovers. */
export const shipments = pgTable(
  "shipments",
  {
    id: id(),
    orderId: uuid("order_id")
      .notNull()
      .references(() => orders.id),
    sourceId: text("source_id").notNull(),
    carrier: text("carrier"),
    trackingNumber: text("tracking_number"),
    trackingUrl: text("tracking_url"),
    status: text("status").notNull(),
    /** When it is expected: a time, or only a date. */
    eta: at("eta"),
    etaDate: date("eta_date"),
    deliveredAt: at("delivered_at"),
  },
  (t) => [uniqueIndex("shipments_source").on(t.orderId, t.sourceId)],
);
