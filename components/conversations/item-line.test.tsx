import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import type { CallItem, Item } from "@/server/contract/conversations";
import { itemOf } from "@/tests/cached";
import { renderInWorkspace } from "@/tests/workspace";
import { ItemLine } from "./item-line";
import { timelineEntries } from "./timeline-entries";

const { id, conversationId, seq, version, author, at } = itemOf(1, 1);
const base = { id, conversationId, seq, version, author, at };
const callOf = (direction: "in" | "out", outcome: CallItem["call"]["outcome"]): CallItem => ({
  ...base,
  kind: "call",
  channel: "phone",
  call: {
    ...{ direction, outcome, participants: [], recordingRef: null, transcriptRef: null },
    phases: [{ phase: "ringing", at }],
  },
});
const show = (item: Item) =>
  renderInWorkspace(<ItemLine item={item} customer="Maya" isFollowing={false} isLast isPast={false} />, {});

test.each([
  ["in", "missed", "Incoming call · missed"],
  ["in", "answered", "Incoming call · answered"],
  ["out", "missed", "Outgoing call · no answer"],
  ["out", null, "Outgoing call · in progress"],
] as const)("a stored call (%s, %s) is one plain line", (direction, outcome, words) => {
  show(callOf(direction, outcome));
  expect(screen.getByText(words, { exact: false })).toBeTruthy();
  expect(screen.queryByRole("article")).toBeNull();
});

test.each(["unknown", "hologram", "constructor"])("an entry of the kind %s is never drawn as a message", (kind) => {
  show({ ...itemOf(1, 1), kind, body: "raise the shields" } as unknown as Item);
  expect(screen.getByText("This entry needs a newer version", { exact: false })).toBeTruthy();
  expect(screen.queryByText("raise the shields")).toBeNull();
  expect(screen.queryByRole("article")).toBeNull();
});

test("a message after a call or an unknown entry names its author again", () => {
  const unknown = { ...itemOf(1, 2), kind: "hologram" } as unknown as Item;
  const entries = timelineEntries([], [itemOf(1, 1), unknown, itemOf(1, 3)], [], false);
  expect(entries.flatMap((entry) => (entry.type === "item" ? [entry.isFollowing] : []))).toEqual([false, false, false]);
});
