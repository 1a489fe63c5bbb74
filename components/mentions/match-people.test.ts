import { expect, test } from "vitest";
import type { Person } from "@/server/contract/team";
import { PLACE, rowOf, uuid } from "@/tests/cached";
import { labelOf, matchPeople, mayRead, readersOf } from "./match-people";

const person = (n: number, name: string, over: Partial<Person> = {}): Person => ({
  ...{ id: uuid(n), name, role: "associate", placeIds: [PLACE.id], scopeAll: false, disabled: false },
  ...over,
});
const ana = person(1, "Ana Ruiz");
const abe = person(2, "Abe O'Neil");
const sue = person(3, "Sue Park", { placeIds: [], scopeAll: true });
const ben = person(4, "Ben Ito", { placeIds: [uuid(901)] });
const gone = person(5, "Al Gone", { disabled: true });
const ALL = [abe, gone, ana, ben, sue];

test("colleagues who may read the conversation are offered: not oneself, not the disabled, not those of other places", () => {
  expect(readersOf(ALL, rowOf(1), ana.id)).toEqual([abe, sue]);
  const theirs = rowOf(1, { assignee: { id: ben.id, name: ben.name } });
  expect(readersOf(ALL, theirs, ana.id)).toEqual([ben, abe, sue]);
  expect(mayRead(gone, rowOf(1))).toBe(false);
});

test("its owner stands first, then who follows it, then who works there", () => {
  const row = rowOf(1, { assignee: { id: ben.id, name: ben.name }, followers: { [sue.id]: 0 } });
  expect(readersOf([abe, ana, ben, sue], row, uuid(9))).toEqual([ben, sue, abe, ana]);
});

test("a name is found by the beginnings of its words, without accents and in any case, its first word first", () => {
  const people = [person(6, "Joan Ångström"), person(7, "Ann-Marie Joss"), person(8, "Jo Smith")];
  const names = (query: string) => matchPeople(people, query).map(({ name }) => name);
  expect(names("")).toHaveLength(3);
  expect(names("jo")).toEqual(["Joan Ångström", "Jo Smith", "Ann-Marie Joss"]);
  expect(names("ANG")).toEqual(["Joan Ångström"]);
  expect(names("smith jo")).toEqual(["Jo Smith"]);
  expect(names("marie")).toEqual(["Ann-Marie Joss"]);
  expect(names("oan")).toEqual([]);
  expect(matchPeople([abe], "neil")).toEqual([abe]);
});

test("of two people with one name the label says where they work, and two labels are never equal", () => {
  const other = person(9, "ana ruiz", { placeIds: [uuid(902)] });
  expect(labelOf(ana, [ana, abe], "Pine Street", [])).toBe("Ana Ruiz");
  expect(labelOf(ana, [ana, other], "Pine Street", [])).toBe("Ana Ruiz (Pine Street)");
  expect(labelOf(ana, [ana], "", [{ userId: other.id, label: "Ana Ruiz" }])).toBe("Ana Ruiz 2");
  expect(labelOf(ana, [ana], "", [{ userId: ana.id, label: "Ana Ruiz" }])).toBe("Ana Ruiz");
});
