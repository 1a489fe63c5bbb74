import { expect, test } from "vitest";
import type { CustomerContext } from "@/server/contract/customers";
import type { Place } from "@/server/contract/team";
import { type CacheState, emptyCache } from "./cache-state";
import { placePlace } from "./patch-names";

const place = (id: string, name: string): Place => ({ id, kind: "store", code: id, name, region: "", timeZone: "UTC" });
const context = (placeName: string) =>
  ({ customer: { id: "c" }, earlier: [], orders: [{ fulfilments: [{ placeName }] }] }) as unknown as CustomerContext;
const cacheOf = (places: Place[] | null): CacheState => ({
  ...emptyCache(),
  places,
  contexts: new Map([
    ["at pine", context("Pine Street")],
    ["at oak", context("Oak Lane")],
  ]),
});
const renamed = (cache: CacheState, takesWork = true) =>
  placePlace(cache, { kind: "place", place: place("pine", "Pine Street West"), takesWork });

test("a renamed place refetches the orders that show it, and no other order", () => {
  const known = renamed(cacheOf([place("pine", "Pine Street"), place("oak", "Oak Lane")]));
  expect([...known.stale]).toEqual(["replies", "context:at pine"]);
  // When the old name is not known here, every order that shows a place may show this one.
  expect([...renamed(cacheOf(null)).stale]).toEqual(["replies", "context:at pine", "context:at oak"]);
});

test("a renamed place refetches saved replies, and one that keeps its name does not", () => {
  const before = cacheOf([place("pine", "Pine Street")]);
  expect(renamed(before).stale.has("replies")).toBe(true);
  expect(renamed(cacheOf([place("pine", "Pine Street West")])).stale.has("replies")).toBe(false);
});

test("a place that no longer takes work cannot be chosen, and a new one can", () => {
  const names = (cache: CacheState) => cache.places?.map(({ name }) => name);
  expect(names(renamed(cacheOf([place("oak", "Oak Lane")])))).toEqual(["Oak Lane", "Pine Street West"]);
  expect(names(renamed(cacheOf([place("pine", "Pine Street"), place("oak", "Oak Lane")]), false))).toEqual([
    "Oak Lane",
  ]);
});
