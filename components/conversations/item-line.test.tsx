import { screen } from "@testing-library/react";
import { expect, test } from "vitest";
import type { CallItem, Item } from "@/server/contract/conversations";
import { itemOf } from "@/tests/cached";
import { renderInWorkspace } from "@/tests/workspace";
import { ItemLine } from "./item-line";
import { timelineEntries } from "./timeline-entries";

const { id, conversationId, seq, version, author, at } = itemOf(1, 1);
const base = { id, conversationId, seq, version, author, at };
const callOf = (
  direction: "in" | "out",
  outcome: CallItem["call"]["outcome"],
  more: Partial<CallItem["call"]> = {},
): CallItem => ({
  ...base,
  kind: "call",
  channel: "phone",
  call: {
    ...{ direction, outcome, participants: [], recordingRef: null, transcriptRef: null },
    phases: [{ phase: "ringing", at }],
    ...more,
  },
});
const minute = (n: number, second = 0) => new Date(Date.parse(at) + n * 60_000 + second * 1000).toISOString();
const person = (name: string) =>
  ({ role: "staff", userId: null, name, address: null, joinedAt: at, leftAt: null }) as const;
const show = (item: Item) =>
  renderInWorkspace(<ItemLine item={item} customer="Maya" isFollowing={false} isLast isPast={false} />, {});

test.each([
  ["in", "missed", "Incoming call · missed"],
  ["in", "answered", "Incoming call · answered"],
  ["out", "missed", "Outgoing call · no answer"],
  ["out", null, "Outgoing call · ringing"],
] as const)("a stored call (%s, %s) is one entry that is no message", (direction, outcome, words) => {
  show(callOf(direction, outcome));
  expect(screen.getByText(words, { exact: false })).toBeTruthy();
  expect(screen.queryByRole("article")).toBeNull();
});

test("an answered call shows who was on the line, and for how long", () => {
  const phases = [
    { phase: "ringing", at },
    { phase: "connected", at: minute(1) },
    { phase: "on_hold", at: minute(2) },
    { phase: "connected", at: minute(3) },
    { phase: "ended", at: minute(3, 13) },
  ] as const;
  const participants = [{ ...person("Maya"), role: "customer" as const }, person("Ana"), person("Ben"), person("Ana")];
  show(callOf("in", "answered", { phases: [...phases], participants }));
  screen.getByText("Ana and Ben · 2:13 on the line");
});

test("the time in which nobody of ours was on the line is not counted as time on it", () => {
  const phases = [
    { phase: "connected", at },
    // Ana's browser was lost, and Ben answered two minutes later.
    { phase: "ringing", at: minute(1) },
    { phase: "connected", at: minute(3) },
    { phase: "ended", at: minute(4) },
  ] as const;
  show(callOf("in", "answered", { phases: [...phases], participants: [person("Ana"), person("Ben")] }));
  screen.getByText("Ana and Ben · 2:00 on the line");
});

test("a missed call says how long the customer waited", () => {
  const phases = [
    { phase: "queued", at },
    { phase: "ringing", at },
    { phase: "ended", at: minute(1, 5) },
  ] as const;
  show(callOf("in", "missed", { phases: [...phases] }));
  screen.getByText("waited 1:05");
});

test.each([
  ["queued", "Incoming call · waiting for an answer"],
  ["connected", "Incoming call · in progress"],
  ["on_hold", "Incoming call · on hold"],
] as const)("a call that is %s says so while it goes on", (phase, words) => {
  show(callOf("in", null, { phases: [{ phase, at }] }));
  expect(screen.getByText(words, { exact: false })).toBeTruthy();
});

test.each(["unknown", "hologram", "constructor"])("an entry of the kind %s is never drawn as a message", (kind) => {
  show({ ...itemOf(1, 1), kind, body: "raise the shields" } as unknown as Item);
  expect(screen.getByText("This entry needs a newer version", { exact: false })).toBeTruthy();
  expect(screen.queryByText("raise the shields")).toBeNull();
  expect(screen.queryByRole("article")).toBeNull();
});

test("a message after a call or an unknown item shows its author again", () => {
  const unknown = { ...itemOf(1, 2), kind: "hologram" } as unknown as Item;
  const entries = timelineEntries([], [itemOf(1, 1), unknown, itemOf(1, 3)], [], false, () => String);
  expect(entries.flatMap((entry) => (entry.type === "item" ? [entry.isFollowing] : []))).toEqual([false, false, false]);
});
