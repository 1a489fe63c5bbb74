import { expect, test } from "vitest";
import type { PersonTile, PlaceTile, PresenceStatus } from "@/server/contract/team";
import { peopleInOrder, placesInOrder } from "./order";

const NOW = Date.parse("2026-11-22T12:00:00.000Z");
const place = (name: string, minutes: number | null): PlaceTile =>
  ({
    place: { id: name, name },
    oldestWaitingSince: minutes === null ? null : new Date(NOW - minutes * 60_000).toISOString(),
  }) as PlaceTile;
const usual = { warnAfterMinutes: 15, lateAfterMinutes: 60 };
const names = (tiles: PlaceTile[], patient: string[] = []) =>
  placesInOrder(tiles, NOW, {
    organization: usual,
    places: Object.fromEntries(patient.map((id) => [id, { warnAfterMinutes: 100, lateAfterMinutes: 200 }])),
  }).map((tile) => tile.place.name);

test("places with a late or nearly late customer come first, the longest wait on top; the rest are sorted by name", () => {
  expect(names([place("A", null), place("B", 5), place("C", 20), place("D", 90), place("E", 14)])).toEqual([
    "D",
    "C",
    "A",
    "B",
    "E",
  ]);
});

test("a place where customers may wait longer is not called late with the others", () => {
  expect(names([place("A", 20), place("B", 90)], ["B"])).toEqual(["A", "B"]);
});

test("a short wait that begins or ends does not move a place", () => {
  expect(names([place("A", null), place("B", 1)])).toEqual(names([place("A", 2), place("B", null)]));
});

test("people are sorted by presence, then by name, whatever their load", () => {
  const person = (name: string, load: number) => ({ person: { id: name, name }, load }) as PersonTile;
  const status: Record<string, PresenceStatus> = { Ana: "away", Ben: "available", Cora: "available" };
  const order = (loads: number[]) =>
    peopleInOrder(
      ["Ana", "Cora", "Ben"].map((name, at) => person(name, loads[at] ?? 0)),
      (tile) => status[tile.person.name] ?? "offline",
    ).map((tile) => tile.person.name);
  expect(order([0, 9, 1])).toEqual(["Ben", "Cora", "Ana"]);
  expect(order([5, 0, 7])).toEqual(["Ben", "Cora", "Ana"]);
});
