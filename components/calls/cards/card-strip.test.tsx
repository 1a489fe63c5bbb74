import { fireEvent, screen } from "@testing-library/react";
import { beforeEach, describe, expect, test, vi } from "vitest";
import type { CardEntryView, CardOutcome, CardRecord } from "@/server/contract/card-entries";
import type { LiveCall } from "@/server/contract/live-calls";
import { bensLeg, callWith, customerLeg, legOf } from "@/tests/calls";
import { ana, renderInWorkspace } from "@/tests/workspace";
import type { BarActions } from "../bar-actions";
import { callOf } from "../call-view";
import { CardStrip } from "./card-strip";

const cancelCard = vi.fn();
const actions = { cancelCard } as unknown as BarActions;
beforeEach(() => cancelCard.mockClear());

const entry: CardEntryView = { id: "e1", name: "Ana", stage: "number", attempt: 1, problem: null };
const record: CardRecord = {
  ...{ id: "e1", userId: ana.id, name: "Ana", at: "2026-11-30T12:00:00.000Z", endedAt: "2026-11-30T12:01:00.000Z" },
  ...{ outcome: "taken", reference: "card_81", brand: "Visa", last4: "4242", reason: null },
};
const stripOf = (values: Partial<LiveCall>) => {
  const view = callOf(
    [callWith([{ ...customerLeg(), held: true }, legOf(1), bensLeg()], { holderId: ana.id, ...values })],
    ana.id,
  );
  if (!view) throw new Error("Ana is on no call");
  return <CardStrip view={view} actions={actions} />;
};
const show = (values: Partial<LiveCall>) => renderInWorkspace(stripOf(values), {});

describe("while the customer enters a card", () => {
  test("each field is said to be entered, waited for, or not asked yet", () => {
    show({ cardEntry: { ...entry, stage: "expiry" } });
    screen.getByText("Card number: entered");
    screen.getByText("Expiry: waiting …");
    screen.getByText("Security code: not asked yet");
  });

  test.each([
    ["invalid", "Card number: not valid, attempt 2 of 3"],
    ["nothing_entered", "Card number: nothing entered, attempt 2 of 3"],
  ] as const)("a field that is asked for again says why: %s", (problem, words) => {
    show({ cardEntry: { ...entry, attempt: 2, problem } });
    screen.getByText(words);
  });

  test.each([
    ["starting", true],
    ["number", true],
    ["code", true],
    ["sending", false],
    ["ending", false],
  ] as const)("its holder can cancel it at the stage %s: %s", (stage, canCancel) => {
    show({ cardEntry: { ...entry, stage } });
    const button = screen.queryByRole("button", { name: "Cancel card" });
    expect(button !== null).toBe(canCancel);
    if (button) fireEvent.click(button);
    expect(cancelCard).toHaveBeenCalledTimes(canCancel ? 1 : 0);
  });

  test("others on the call see it, and cannot cancel it", () => {
    show({ cardEntry: entry, holderId: bensLeg().userId });
    screen.getByText("Maya Chen enters a card; you do not hear each other meanwhile");
    expect(screen.queryByRole("button")).toBeNull();
  });
});

describe("afterwards", () => {
  test("the reference stays until whoever asked has read it", () => {
    show({ lastCard: record });
    screen.getByText("The card was taken: Visa ending in 4242, reference card_81");
    fireEvent.click(screen.getByRole("button", { name: "Dismiss" }));
    expect(screen.queryByText(/taken/)).toBeNull();
  });

  test("it is said at once, while the customer is about to come back", () => {
    show({ cardEntry: { ...entry, stage: "ending" }, lastCard: record });
    screen.getByText("Maya Chen is coming back");
    screen.getByText(/reference card_81/);
  });

  test("an earlier one makes room for the next", () => {
    show({ cardEntry: { ...entry, id: "e2" }, lastCard: record });
    expect(screen.queryByText(/reference card_81/)).toBeNull();
  });

  test("nobody else sees it in their call bar", () => {
    show({ lastCard: { ...record, userId: bensLeg().userId ?? "" } });
    expect(screen.queryByText(/reference card_81/)).toBeNull();
  });

  test.each<[CardOutcome, RegExp]>([
    ["declined", /declined the card: The card has expired\.$/],
    ["canceled", /was canceled$/],
    ["customer_canceled", /^Maya Chen canceled/],
    ["invalid", /wrong three times$/],
    ["timed_out", /nothing was entered$/],
    ["left", /Ana left the call$/],
    ["call_ended", /the call ended$/],
    ["interrupted", /ask again$/],
    ["unreachable", /could not be reached/],
    ["unknown", /may have the card/],
  ])("says what happened: %s", (outcome, words) => {
    const nothing = { reference: null, brand: null, last4: null };
    show({
      lastCard: { ...record, ...nothing, outcome, reason: outcome === "declined" ? "The card has expired." : null },
    });
    screen.getByText(words);
  });
});
