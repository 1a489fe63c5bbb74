import { en, Faker } from "@faker-js/faker";
import type { OrderStatus } from "@/server/contract/commerce";
import { AREA_CODES, COLORS, KINDS, RANGES, STORES, WAREHOUSE } from "./catalog";

export type RetailerSize = { seed?: number; products: number; customers: number; orders: number };
export const FULL: RetailerSize = { products: 870, customers: 3000, orders: 6000 };

export type Sku = { code: string; title: string; size: string; priceMinor: number; gtin: string };
export type Customer = { id: string; name: string; phone: string; email: string; tier: string | null; points: number };
export type Level = { sku: string; place: string; onHand: number; reserved: number; incoming: number };
export type Order = {
  id: string;
  customer: string;
  status: OrderStatus;
  method: "pickup" | "ship";
  place: string;
  hoursAgo: number;
  lines: { sku: Sku; ordered: number; done: number }[];
  tracking: string | null;
};
export type Retailer = { skus: Sku[]; customers: Customer[]; levels: Level[]; orders: Order[] };

/**
 * A realistic retailer: the same size and seed give the same data. Times are relative (hours before now), so the data never
 * looks old.
 */
export function generateRetailer(size: RetailerSize): Retailer {
  if (size.customers > AREA_CODES.length * 100) throw new Error("more customers than fictional phone numbers");
  const faker = new Faker({ locale: [en] });
  faker.seed(size.seed ?? 20261122);
  const skus = makeSkus(faker, size.products);
  const customers = makeCustomers(faker, size.customers);
  return { skus, customers, levels: makeLevels(faker, skus), orders: makeOrders(faker, size.orders, customers, skus) };
}

/** 555-0100 to 555-0199 are kept for fiction. */
export const fictionalPhone = (areaCode: string, n: number) => `+1${areaCode}55501${String(n).padStart(2, "0")}`;

/** GS1 prefix 29 is for numbers used inside one company, so it never meets a real product. */
function gtin(n: number): string {
  const digits = `029${String(n).padStart(10, "0")}`;
  const sum = [...digits].reverse().reduce((total, digit, i) => total + Number(digit) * (i % 2 ? 1 : 3), 0);
  return digits + ((10 - (sum % 10)) % 10);
}

function makeSkus(faker: Faker, products: number): Sku[] {
  const taken = new Set<string>();
  return Array.from({ length: products }, (_, p) => {
    const kind = faker.helpers.arrayElement(KINDS);
    let title = "";
    let color = "";
    do {
      color = faker.helpers.arrayElement(COLORS);
      title = `${faker.helpers.arrayElement(RANGES)} ${kind.noun}, ${color}`;
    } while (taken.has(title) && taken.size < RANGES.length * COLORS.length * KINDS.length * 0.8);
    taken.add(title);
    const priceMinor = faker.number.int({ min: kind.price[0], max: kind.price[1], multipleOf: 500 }) - 5;
    return kind.sizes.map((size) => ({
      code: [kind.code, 1001 + p, color.slice(0, 3).toUpperCase(), size.replace(/[^0-9A-Z]/g, "")]
        .filter(Boolean)
        .join("-"),
      title,
      size,
      priceMinor,
    }));
  })
    .flat()
    .map((sku, i) => ({ ...sku, gtin: gtin(i + 1) }));
}

function makeCustomers(faker: Faker, count: number): Customer[] {
  return Array.from({ length: count }, (_, i) => {
    const firstName = faker.person.firstName();
    const lastName = faker.person.lastName();
    const local = `${firstName}.${lastName}.${i + 1}`.toLowerCase().replace(/[^a-z0-9.]/g, "");
    const tier = faker.helpers.weightedArrayElement([
      { weight: 60, value: null },
      { weight: 25, value: "Silver" },
      { weight: 12, value: "Gold" },
      { weight: 3, value: "Summit" },
    ]);
    return {
      id: `C${String(i + 1).padStart(5, "0")}`,
      name: `${firstName} ${lastName}`,
      phone: fictionalPhone(AREA_CODES[Math.floor(i / 100)] as string, i % 100),
      email: `${local}@example.com`,
      tier,
      points: tier ? faker.number.int({ min: 120, max: 9800 }) : 0,
    };
  });
}

/** Long tail: most SKUs have 0 to 2 units in a store, because that is where answers about stock go wrong. */
function makeLevels(faker: Faker, skus: Sku[]): Level[] {
  const units = () => {
    const draw = faker.number.float();
    if (draw < 0.28) return 0;
    if (draw < 0.6) return faker.number.int({ min: 1, max: 2 });
    if (draw < 0.92) return faker.number.int({ min: 3, max: 9 });
    return faker.number.int({ min: 10, max: 60 });
  };
  return [...STORES, WAREHOUSE].flatMap((place) =>
    skus.map((sku) => {
      const onHand = place === WAREHOUSE ? 5 * units() : units();
      const reserved = onHand > 1 && faker.number.float() < 0.15 ? 1 : 0;
      const incoming = onHand === 0 && faker.number.float() < 0.4 ? faker.number.int({ min: 2, max: 12 }) : 0;
      return { sku: sku.code, place: place.code, onHand, reserved, incoming };
    }),
  );
}

/** Few SKUs and few customers make most of the sales, so several people want the same last units. */
function makeOrders(faker: Faker, count: number, customers: Customer[], skus: Sku[]): Order[] {
  const skewed = <T>(list: T[]) =>
    list[Math.floor(list.length * faker.number.float({ min: 0, max: 0.999999 }) ** 3)] as T;
  return Array.from({ length: count }, (_, i) => {
    const method = faker.number.float() < 0.6 ? ("ship" as const) : ("pickup" as const);
    const hoursAgo = 60 * 24 * (1 - i / count) + faker.number.float({ min: 0, max: 6 });
    const status = statusAt(faker, method, hoursAgo);
    const lines = Array.from({ length: faker.number.int({ min: 1, max: 4 }) }, () => {
      const ordered = faker.number.int({ min: 1, max: 2 });
      return { sku: skewed(skus), ordered, done: status === "delivered" || status === "returned" ? ordered : 0 };
    });
    return {
      id: String(100001 + i),
      customer: skewed(customers).id,
      status,
      method,
      place: method === "ship" ? WAREHOUSE.code : faker.helpers.arrayElement(STORES).code,
      hoursAgo,
      lines,
      tracking: method === "ship" && status !== "processing" ? `NW${faker.string.numeric(10)}` : null,
    };
  });
}

function statusAt(faker: Faker, method: "pickup" | "ship", hoursAgo: number): OrderStatus {
  const draw = faker.number.float();
  if (draw < 0.02) return "cancelled";
  if (draw < 0.03) return "problem";
  if (hoursAgo < 20) return method === "pickup" && draw < 0.4 ? "pickup_available" : "processing";
  if (hoursAgo < 96) return method === "pickup" ? (draw < 0.5 ? "pickup_available" : "delivered") : "in_transit";
  return draw < 0.09 ? "returned" : "delivered";
}
