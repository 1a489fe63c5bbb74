import { expect, test } from "vitest";
import type { SavedReply } from "@/server/contract/replies";
import { matchReplies } from "./match-replies";

const reply = (name: string, shortcut: string | null, body: string): SavedReply => ({
  ...{ id: name, version: 1, library: { kind: "organization" }, placeName: null, name, shortcut, body },
  ...{ used: 0, lastUsedAt: null, canEdit: false },
});
const REPLIES = [
  reply("Ready at the counter", "pickup", "Your order is ready."),
  reply("Pickup hours", null, "From 9 to 5."),
  reply("Café", "pick", "Open all day, pickup included."),
];
const names = (text: string) => matchReplies(REPLIES, text).map(({ name }) => name);

test("the one with that shortcut comes first, then others by shortcut, by name and by text", () => {
  expect(names("pick")).toEqual(["Café", "Ready at the counter", "Pickup hours"]);
  expect(names("pickup")).toEqual(["Ready at the counter", "Pickup hours", "Café"]);
});

test("every word must be somewhere, in any order, with or without accents", () => {
  expect(names("READY order")).toEqual(["Ready at the counter"]);
  expect(names("cafe")).toEqual(["Café"]);
  expect(names("ready 9")).toEqual([]);
});

test("without a query, and among equal matches, the order stays: the most used first", () => {
  expect(names("")).toEqual(REPLIES.map(({ name }) => name));
  expect(names("o")).toEqual(["Ready at the counter", "Pickup hours", "Café"]);
});
