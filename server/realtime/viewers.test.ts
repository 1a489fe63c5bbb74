import { expect, test } from "vitest";
import { Viewers } from "./viewers";

const ANA = { id: "ana", name: "Ana" };
const TALK = "talk";

function node(clock: { now: number }) {
  const shown: string[] = [];
  const viewers = new Viewers({
    now: () => clock.now,
    changed: (_, now) =>
      void shown.push(now.map(({ name, composing }) => `${name}${composing ? ` ${composing}` : ""}`).join()),
  });
  return { viewers, shown };
}

test("composing ends when typing stops; only a viewer can compose", () => {
  const clock = { now: 0 };
  const { viewers, shown } = node(clock);
  expect(viewers.composing("s1", TALK, "reply")).toBe(false);
  viewers.show("s1", ANA, TALK);
  expect(viewers.composing("s1", TALK, "note")).toBe(true);
  clock.now = 6001;
  viewers.tick();
  viewers.show("s1", ANA, null);
  expect(shown).toEqual(["Ana", "Ana note", "Ana", ""]);
  expect(viewers.local()).toEqual([]);
});

test("a viewer's new name is shown to others who view the same conversation", () => {
  const { viewers, shown } = node({ now: 0 });
  viewers.show("s1", ANA, TALK);
  viewers.renamed("ana", "Ana Ruiz");
  viewers.renamed("ana", "Ana Ruiz");
  expect(shown).toEqual(["Ana", "Ana Ruiz"]);
});
