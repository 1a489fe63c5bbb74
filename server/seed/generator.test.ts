import { createHash } from "node:crypto";
import { expect, test } from "vitest";
import { CloudEvent, IngestData, type IngestType } from "@/server/contract/commerce";
import { normalizeIdentity } from "@/server/domain/text/normalize";
import { FULL, generateRetailer } from "./generator";
import { retailerEvents } from "./retailer-events";

const now = new Date("2026-11-22T12:00:00Z");
const digest = (value: unknown) => createHash("sha256").update(JSON.stringify(value)).digest("hex");

test("the same seed gives the same retailer, and another seed another", () => {
  const size = { products: 40, customers: 60, orders: 90 };
  expect(digest(generateRetailer(size))).toBe(digest(generateRetailer(size)));
  expect(digest(generateRetailer({ ...size, seed: 7 }))).not.toBe(digest(generateRetailer(size)));
});

test("the ingest endpoint accepts the whole generated retailer, which is unique and fictional", () => {
  const retailer = generateRetailer(FULL);
  const events = retailerEvents(retailer, now);
  for (const event of events) {
    CloudEvent.parse(event);
    IngestData[event.type as IngestType].parse(event.data);
  }
  expect(new Set(events.map((event) => event.id)).size).toBe(events.length);
  expect(retailer.skus.length).toBeGreaterThan(2200);
  expect(retailer.customers).toHaveLength(3000);
  const phones = retailer.customers.map(({ phone }) => normalizeIdentity({ kind: "phone", value: phone }).value);
  expect(new Set(phones).size).toBe(3000);
  for (const phone of phones) expect(phone).toMatch(/^\+1\d{3}55501\d\d$/);
  for (const { email } of retailer.customers) expect(email).toMatch(/@example\.com$/);
});
