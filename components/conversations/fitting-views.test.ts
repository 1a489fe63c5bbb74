import { expect, test } from "vitest";
import { VIEWS } from "@/server/contract/constants";
import { firstViews, fittingViews } from "./fitting-views";

const TAB = 100;
const MENU = 44;
const fitting = (current: (typeof VIEWS)[number], room: number) => fittingViews(current, () => TAB, room, MENU);

test("all views are tabs where all fit, and none gives way to a menu that would be empty", () => {
  expect(fitting("mine", VIEWS.length * TAB)).toEqual(VIEWS);
});

test("with less room, mine, unassigned and my store stay longest, in the order of the views", () => {
  expect(fitting("mine", VIEWS.length * TAB - 1)).toEqual(VIEWS.filter((view) => view !== "resolved"));
  expect(fitting("mine", 3 * TAB + MENU)).toEqual(["mine", "unassigned", "place"]);
  expect(fitting("mine", 3 * TAB + MENU - 1)).toEqual(["mine", "unassigned"]);
});

test("the view that one looks at is a tab at every width", () => {
  expect(fitting("snoozed", 2 * TAB + MENU)).toEqual(["mine", "snoozed"]);
  expect(fitting("resolved", 10)).toEqual(["resolved"]);
});

test("before anything was measured, only the views that stay longest and the one that is looked at are tabs", () => {
  expect(firstViews("mine")).toEqual(["mine", "unassigned", "place"]);
  expect(firstViews("snoozed")).toEqual(["mine", "unassigned", "place", "snoozed"]);
});
