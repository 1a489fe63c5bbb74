import * as z from "zod";
import { Id, type IsoDate, type IsoTime } from "./ids";

/** Where a value came from and how old it is. `observedAt`: when the source last confirmed it. */
export type Lineage = { source: string; observedAt: IsoTime };

/** Streams that a source confirms as a whole. */
export const FEED_STREAMS = ["stock", "orders"] as const;
export type FeedStream = (typeof FEED_STREAMS)[number];

/** `available = onHand − reserved − safety`; negative is "short by n", never clamped. Units: pieces. */
export type StockLevelView = Lineage & {
  placeId: Id;
  placeName: string;
  onHand: number;
  reserved: number;
  safety: number;
  incoming: number;
  available: number;
};
export type SkuView = {
  id: Id;
  code: string;
  title: string;
  options: string;
  priceMinor: number | null;
  currency: string | null;
};
/** `levels` has every place that reported this SKU, the reader's own place first. */
export type SkuStock = { sku: SkuView; levels: StockLevelView[] };

/** Quantities of one line by state: parts of a line can be in different states. */
export type OrderLineView = {
  id: Id;
  skuCode: string;
  title: string;
  ordered: number;
  cancelled: number;
  fulfilled: number;
  delivered: number;
  returned: number;
  priceMinor: number | null;
};
export type FulfilmentView = {
  id: Id;
  placeId: Id | null;
  placeName: string | null;
  method: "pickup" | "ship" | "other";
  status: string;
  dueAt: IsoTime | null;
  readyAt: IsoTime | null;
};
export type ShipmentView = {
  id: Id;
  carrier: string | null;
  trackingNumber: string | null;
  trackingUrl: string | null;
  status: string;
  /** A date when the source knows no time. */
  eta: IsoTime | IsoDate | null;
  deliveredAt: IsoTime | null;
};
/** One of schema.org's OrderStatus values, in words. */
export const ORDER_STATUSES = [
  "payment_due",
  "processing",
  "pickup_available",
  "in_transit",
  "delivered",
  "returned",
  "cancelled",
  "problem",
] as const;
export type OrderStatus = (typeof ORDER_STATUSES)[number];
export type OrderView = Lineage & {
  id: Id;
  customerId: Id | null;
  version: number;
  number: string;
  status: OrderStatus;
  placedAt: IsoTime;
  totalMinor: number;
  currency: string;
  lines: OrderLineView[];
  fulfilments: FulfilmentView[];
  shipments: ShipmentView[];
};

export const SearchStock = z.strictObject({ query: z.string().trim().min(1).max(80) });
export const StockOf = z.strictObject({ skuIds: z.array(Id).min(1).max(50) });

/* ---- POST /api/ingest: CloudEvents 1.0, absolute values ---- */

const count = z.number().int().min(-1_000_000).max(10_000_000);
const money = z.number().int().min(-1_000_000_000).max(1_000_000_000_000);
const code = z.string().trim().min(1).max(80);
const text = z.string().trim().max(300);
const time = z.iso.datetime({ offset: true });

let currencies: ReadonlySet<string> | null = null;
/** The currencies that this Node's ICU knows. Read lazily, because browsers import this file and may lack the function. */
function isCurrency(code: string): boolean {
  currencies ??= new Set(Intl.supportedValuesOf("currency"));
  return currencies.has(code);
}
const currency = z.string().trim().toUpperCase().refine(isCurrency, "is not a currency code of ISO 4217");

/** Whether this runtime knows the time zone. */
export function isTimeZone(name: string): boolean {
  try {
    return new Intl.DateTimeFormat("en", { timeZone: name }) !== null;
  } catch {
    return false;
  }
}
const timeZone = text.transform((name) => name || "UTC").refine(isTimeZone, "is not an IANA time zone");

export const IngestData = {
  "retail.place.changed.v1": z.object({
    code,
    kind: z.enum(["store", "team"]),
    name: text.min(1),
    region: text.default(""),
    timeZone: timeZone.default("UTC"),
    address: text.default(""),
  }),
  "retail.sku.changed.v1": z.object({
    code,
    title: text.min(1),
    options: z.record(z.string().max(40), z.string().max(80)).default({}),
    priceMinor: money.nullish(),
    currency: currency.nullish(),
    gtin: z.string().max(14).nullish(),
  }),
  "retail.stock.level.changed.v1": z.object({
    sku: code,
    place: code,
    onHand: count,
    reserved: count.default(0),
    safety: count.default(0),
    incoming: count.default(0),
  }),
  "retail.customer.changed.v1": z.object({
    id: code,
    name: text.min(1),
    language: z.string().max(20).nullish(),
    phones: z.array(z.string().max(40)).max(10).default([]),
    emails: z.array(z.string().max(200)).max(10).default([]),
    loyalty: z.object({ program: code, memberNo: code, tier: text.nullish(), points: count.nullish() }).nullish(),
  }),
  "retail.order.changed.v1": z.object({
    id: code,
    number: code,
    customer: code.nullish(),
    status: z.enum(ORDER_STATUSES),
    placedAt: time,
    totalMinor: money,
    currency,
    lines: z
      .array(
        z.object({
          id: code,
          sku: code,
          title: text.min(1),
          ordered: count,
          cancelled: count.default(0),
          fulfilled: count.default(0),
          delivered: count.default(0),
          returned: count.default(0),
          priceMinor: money.nullish(),
        }),
      )
      .max(500),
    fulfilments: z
      .array(
        z.object({
          id: code,
          place: code.nullish(),
          method: z.enum(["pickup", "ship", "other"]),
          status: text.min(1),
          dueAt: time.nullish(),
          readyAt: time.nullish(),
        }),
      )
      .max(100)
      .default([]),
    shipments: z
      .array(
        z.object({
          id: code,
          carrier: text.nullish(),
          trackingNumber: text.nullish(),
          trackingUrl: z
            .url({ protocol: /^https?$/ })
            .max(500)
            .nullish(),
          status: text.min(1),
          eta: z.union([z.iso.date(), time]).nullish(),
          deliveredAt: time.nullish(),
        }),
      )
      .max(100)
      .default([]),
  }),
  /** Everything that the source published of this stream (at this place) is still true as of the event's `time`. */
  "retail.feed.confirmed.v1": z
    .object({ stream: z.enum(FEED_STREAMS), place: code.nullish() })
    .refine(({ stream, place }) => stream === "stock" || !place, "orders are confirmed as a whole, not by place"),
} as const;
export type IngestType = keyof typeof IngestData;

/** Former names of types, which senders may still use. */
const RENAMED_TYPES = new Map([["retail.feed.vouched.v1", "retail.feed.confirmed.v1"]]);

/**
 * The envelope. `id` with `source` dedupes; `sequence` is monotonic per subject, because the clocks of tills are not reliable.
 */
export const CloudEvent = z.object({
  specversion: z.literal("1.0"),
  id: z.string().min(1).max(200),
  source: z.string().min(1).max(200),
  type: z
    .string()
    .min(1)
    .max(100)
    .transform((type) => RENAMED_TYPES.get(type) ?? type),
  subject: z.string().min(1).max(200).optional(),
  time: time.optional(),
  datacontenttype: z.string().max(100).optional(),
  sequence: z.union([z.string().regex(/^\d{1,18}$/), z.number().int().min(0).max(Number.MAX_SAFE_INTEGER)]).optional(),
  data: z.unknown(),
});
export type CloudEvent = z.infer<typeof CloudEvent>;

/** `stale`: an older sequence than we hold; `parked`: waits for something it names (the reason says what). */
export type IngestResult = {
  id: string;
  outcome: "applied" | "duplicate" | "stale" | "parked" | "invalid";
  reason?: string;
};
