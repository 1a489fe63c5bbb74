import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import type { CardRecord } from "@/server/contract/card-entries";
import { ana, renderInWorkspace } from "@/tests/workspace";
import { CardFacts } from "./card-facts";

const record: CardRecord = {
  ...{ id: "e1", userId: ana.id, name: "Ana", at: "2026-11-30T12:00:00.000Z", endedAt: "2026-11-30T12:01:00.000Z" },
  ...{ outcome: "taken", reference: "card_81", brand: "Visa", last4: "4242", reason: null },
};

test("the entry of a call says of each card how it ended, who asked, and when", () => {
  const canceled = { ...record, id: "e2", outcome: "canceled", reference: null, brand: null, last4: null } as const;
  const { container } = renderInWorkspace(<CardFacts cards={[canceled, record]} customer="Maya Chen" />, {});
  screen.getByText(/^Card entry was canceled · asked by Ana, /);
  screen.getByText(/^The card was taken: Visa ending in 4242, reference card_81 · asked by Ana, /);
  expect(container.querySelectorAll("p")).toHaveLength(2);
});
