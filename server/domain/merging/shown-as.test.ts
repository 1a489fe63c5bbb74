import fc from "fast-check";
import { expect, test } from "vitest";
import { type Merge, shownAs } from "./shown-as";

const merge = (fromId: string, intoId: string): Merge => ({ fromId, intoId });
const people = ["a", "b", "c", "d", "e"];
const merges = fc.array(
  fc.tuple(fc.constantFrom(...people), fc.constantFrom(...people)).map(([from, into]) => merge(from, into)),
  { maxLength: 8 },
);

test("everybody is shown as the last one that they were merged into", () => {
  const shown = shownAs([merge("a", "b"), merge("b", "c")]);
  expect([...shown.entries()].sort()).toEqual([
    ["a", "c"],
    ["b", "c"],
    ["c", "c"],
  ]);
});

test("a merge of two who are one person already changes nothing", () => {
  expect(shownAs([merge("a", "b"), merge("b", "a")])).toEqual(shownAs([merge("a", "b")]));
});

test("whoever is connected by merges is shown as one customer, who is shown as themselves, and nobody else is", () => {
  fc.assert(
    fc.property(merges, (made) => {
      const shown = shownAs(made);
      const groups = people.map((id) => new Set([id]));
      for (const { fromId, intoId } of made) {
        const [from, into] = [fromId, intoId].map((id) => groups.find((group) => group.has(id)) as Set<string>);
        if (from === into) continue;
        for (const id of from as Set<string>) into?.add(id);
        groups.splice(groups.indexOf(from as Set<string>), 1);
      }
      for (const group of groups) {
        const as = new Set([...group].map((id) => shown.get(id) ?? id));
        expect(as.size).toBe(1);
        expect(group.has([...as][0] as string)).toBe(true);
      }
    }),
  );
});
