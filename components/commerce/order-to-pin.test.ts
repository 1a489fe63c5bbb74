import { expect, test } from "vitest";
import type { OrderStatus, OrderView } from "@/server/contract/commerce";
import { mentionedOrder, orderToPin } from "./order-to-pin";

const order = (number: string, placedAt: string, status: OrderStatus) => ({ number, placedAt, status }) as OrderView;
const orders = [
  order("105929", "2026-11-21", "in_transit"),
  order("#105700", "2026-11-20", "delivered"),
  order("WEB-77", "2026-11-02", "pickup_available"),
];
const pinned = (...texts: string[]) => orderToPin(orders, texts)?.number ?? null;

test("the order mentioned last is pinned, finished or not", () => {
  expect(pinned("About order 105929?", "no, #105700, sorry")).toBe("#105700");
  expect(pinned("is web-77 ready?")).toBe("WEB-77");
});

test("a number inside another number is not that order", () => {
  expect(pinned("my card ends in 1059291")).toBe("105929");
  expect(orderToPin([order("105700", "2026-11-20", "delivered")], ["ref 9105700"])).toBeNull();
});

test("without a mention it is the newest unfinished order, or none", () => {
  expect(pinned("Hello?")).toBe("105929");
  expect(orderToPin([order("1", "2026-11-20", "returned")], [])).toBeNull();
});

test("an order that no text mentions is not the mentioned one", () => {
  expect(mentionedOrder(orders, ["Hello?"])).toBeNull();
  expect(mentionedOrder(orders, ["is web-77 ready?"])?.number).toBe("WEB-77");
});
