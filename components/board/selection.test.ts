import { expect, test } from "vitest";
import { toggle } from "./selection";

const order = ["a", "b", "c", "d", "e"];

test("a click turns one row on and off", () => {
  const on = toggle(new Set(), order, "b", null, false);
  expect([...on]).toEqual(["b"]);
  expect([...toggle(on, order, "b", "b", false)]).toEqual([]);
});

test("Shift selects from the last clicked row, in either direction", () => {
  expect([...toggle(new Set(["b"]), order, "d", "b", true)].sort()).toEqual(["b", "c", "d"]);
  expect([...toggle(new Set(["d"]), order, "a", "d", true)].sort()).toEqual(["a", "b", "c", "d"]);
});

test("Shift on a selected row clears the range", () => {
  expect([...toggle(new Set(order), order, "c", "a", true)].sort()).toEqual(["d", "e"]);
});

test("Shift without an earlier click, or after that row left the list, selects one row", () => {
  expect([...toggle(new Set(), order, "c", null, true)]).toEqual(["c"]);
  expect([...toggle(new Set(), order, "c", "gone", true)]).toEqual(["c"]);
});
