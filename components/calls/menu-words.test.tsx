import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import type { CallItem } from "@/server/contract/conversations";
import { renderInWorkspace } from "@/tests/workspace";
import { CallLine } from "./call-line";

const at = "2026-11-30T09:00:00.000Z";
const item = (call: Partial<CallItem["call"]>): CallItem => ({
  ...{ id: "i", conversationId: "c", seq: 1, version: 1, at, kind: "call", channel: null, author: null },
  call: {
    direction: "in",
    phases: [
      { phase: "menu", at },
      { phase: "ended", at: "2026-11-30T09:00:40.000Z" },
    ],
    participants: [],
    outcome: "self_service",
    ...{ recordingRef: null, transcriptRef: null },
    ...call,
  },
});
const show = (call: Partial<CallItem["call"]>) =>
  renderInWorkspace(<CallLine item={item(call)} isPast={false} />, { "calls.mine": () => [] });

test("the entry of a call says what its customer chose, in order, and what they were told", () => {
  show({
    menu: [
      { action: "order_status", place: null, told: "ready" },
      { action: "talk", place: null, told: null },
      { action: "place", place: "Harbor", told: null },
    ],
  });
  screen.getByText("Menu: order status (ready for pickup) → talk to somebody → Harbor");
});

test("a call that the menu answered asks for no reply", () => {
  show({ menu: [{ action: "order_status", place: null, told: "ready" }] });
  screen.getByText(/Incoming call · answered by the menu/);
  expect(screen.queryByRole("button")).toBeNull();
});

test("a call that ended in the menu without a choice is missed, and says so", () => {
  show({ menu: [], outcome: "missed" });
  screen.getByText("Menu: nothing chosen");
  screen.getByText(/Incoming call · missed/);
});

test("a call without a menu says nothing about one", () => {
  show({ outcome: "answered" });
  expect(screen.queryByText(/Menu/)).toBeNull();
});
