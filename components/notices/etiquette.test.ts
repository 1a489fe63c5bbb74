import { expect, test } from "vitest";
import type { PresenceStatus } from "@/server/contract/team";
import { makesSound } from "./etiquette";

const CHOICES = {
  soundWhen: "unopened",
  messageSound: true,
  assignedSound: true,
  offeredSound: true,
  callbackSound: true,
  mentionSound: true,
  followedSound: false,
} as const;
const NOTICE = { kind: "message", conversationId: "1" } as const;
const shown = (isVisible: boolean, ...openIds: string[]) => ({ isVisible, openIds: new Set(openIds) });
const at = (over: { status?: PresenceStatus; isCalled?: boolean; shown?: ReturnType<typeof shown> } = {}) => ({
  shown: shown(true),
  status: "available" as const,
  isCalled: false,
  ...over,
});

test("a conversation that is open in a visible tab makes no sound, another one does", () => {
  expect(makesSound(NOTICE, CHOICES, at({ shown: shown(true, "1") }))).toBe(false);
  expect(makesSound(NOTICE, CHOICES, at({ shown: shown(true, "2") }))).toBe(true);
});

test("in the background only: no sound while any tab is visible", () => {
  const choices = { ...CHOICES, soundWhen: "background" } as const;
  expect(makesSound(NOTICE, choices, at())).toBe(false);
  expect(makesSound(NOTICE, choices, at({ shown: shown(false) }))).toBe(true);
});

test("always: also for the conversation that is open", () => {
  expect(makesSound(NOTICE, { ...CHOICES, soundWhen: "always" }, at({ shown: shown(true, "1") }))).toBe(true);
});

test("a kind that is switched off makes no sound, and the others still do", () => {
  const choices = { ...CHOICES, assignedSound: false };
  expect(makesSound({ ...NOTICE, kind: "assigned" }, choices, at())).toBe(false);
  expect(makesSound({ ...NOTICE, kind: "returned" }, choices, at())).toBe(false);
  expect(makesSound({ ...NOTICE, kind: "offered" }, choices, at())).toBe(true);
});

test("a mention makes a sound, and a customer of a conversation that is only followed makes one where the person wants it", () => {
  expect(makesSound({ ...NOTICE, kind: "mention" }, CHOICES, at())).toBe(true);
  expect(makesSound({ ...NOTICE, kind: "followed" }, CHOICES, at())).toBe(false);
  expect(makesSound({ ...NOTICE, kind: "followed" }, { ...CHOICES, followedSound: true }, at())).toBe(true);
});

test.each(["on_call", "away", "break"] as const)("nothing makes a sound while the person is %s", (status) => {
  expect(makesSound(NOTICE, { ...CHOICES, soundWhen: "always" }, at({ status }))).toBe(false);
});

test("nothing makes a sound while a call rings", () => {
  expect(makesSound(NOTICE, CHOICES, at({ isCalled: true }))).toBe(false);
});
