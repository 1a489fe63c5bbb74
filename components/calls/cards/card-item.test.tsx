import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import type { MenuParts } from "@/components/ui/menu-layer";
import { callWith, customerLeg, legOf } from "@/tests/calls";
import { type Answers, ana, Refused, renderInWorkspace } from "@/tests/workspace";
import type { BarActions } from "../bar-actions";
import { callOf } from "../call-view";
import { CardItem } from "./card-item";

const parts = {
  Item: ({ hint, disabled, children }: Parameters<MenuParts["Item"]>[0]) => (
    <button type="button" disabled={disabled}>
      {children}: {hint}
    </button>
  ),
} as MenuParts;

const show = (cardOffer: Answers[string]) => {
  const view = callOf([callWith([customerLeg(), legOf(1)], { holderId: ana.id })], ana.id);
  if (!view) throw new Error("Ana is on no call");
  renderInWorkspace(<CardItem {...{ parts, view }} actions={{} as BarActions} />, { "calls.cardOffer": cardOffer });
};
const itemWith = (hint: string | RegExp) => screen.findByText(hint) as Promise<HTMLButtonElement>;

test("a card can be asked for where the server says so", async () => {
  show(() => ({ refusal: null }));
  expect((await itemWith(/Maya Chen enters it/)).disabled).toBe(false);
});

test.each<[string, Answers[string], string]>([
  [
    "it is not offered",
    () => ({ refusal: { reason: "cardEntryOff" } }),
    "Cards by keypad are turned off for the location.",
  ],
  [
    "the call is over",
    () => {
      throw new Refused("conflict", "callOver");
    },
    "The call has ended.",
  ],
  [
    "the server is away",
    () => {
      throw new Error("offline");
    },
    "The server could not be reached.",
  ],
])("why not is said: %s", async (_, answer, why) => {
  show(answer);
  expect((await itemWith(new RegExp(why))).disabled).toBe(true);
});
