import { expect, test } from "vitest";
import type { OrderStatus } from "@/server/contract/commerce";
import { spokenStatus } from "./spoken-status";

const NOW = new Date("2026-11-30T12:00:00Z");
const ago = (minutes: number) => new Date(NOW.getTime() - minutes * 60_000).toISOString();
const DAY = 24 * 60;
const order = (status: OrderStatus, placedDaysAgo = 1, confirmedMinutesAgo = 1) => ({
  ...{ status, placedAt: ago(placedDaysAgo * DAY), observedAt: ago(confirmedMinutesAgo) },
});

test.each([
  ["processing", "preparing"],
  ["pickup_available", "ready"],
  ["in_transit", "on_its_way"],
  ["delivered", "delivered"],
  ["cancelled", "canceled"],
] as const)("an order that is %s is said to be %s", (status, said) => {
  expect(spokenStatus([order(status)], NOW)).toBe(said);
});

test.each(["payment_due", "returned", "problem"] as const)("an order that is %s is explained by a person", (status) => {
  expect(spokenStatus([order(status)], NOW)).toBeNull();
});

test("the latest order that is not over comes before a newer one that is", () => {
  expect(spokenStatus([order("delivered", 1), order("in_transit", 5), order("processing", 9)], NOW)).toBe("on_its_way");
});

test("an open order is said however old it is, one that is over only while it is recent", () => {
  expect(spokenStatus([order("processing", 90)], NOW)).toBe("preparing");
  expect(spokenStatus([order("delivered", 59)], NOW)).toBe("delivered");
  expect(spokenStatus([order("delivered", 61)], NOW)).toBeNull();
});

test("nothing is said that its source has not confirmed within 15 minutes", () => {
  expect(spokenStatus([order("in_transit", 1, 15)], NOW)).toBe("on_its_way");
  expect(spokenStatus([order("in_transit", 1, 16)], NOW)).toBeNull();
  // Not even an older order that was confirmed: the latest one is what callers ask about.
  expect(spokenStatus([order("in_transit", 1, 16), order("processing", 2, 1)], NOW)).toBeNull();
});

test("a caller without orders gets no status", () => expect(spokenStatus([], NOW)).toBeNull());
