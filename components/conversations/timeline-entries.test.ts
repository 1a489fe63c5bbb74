import { expect, test } from "vitest";
import { makeChannels } from "@/components/client/channels";
import type { Item } from "@/server/contract/conversations";
import { listChannels } from "@/server/domain/settings/list-channels";
import type { Pending } from "./outbox";
import { safeUrl } from "./rich-text";
import { snoozePresets } from "./snooze-presets";
import { channelsOf, timelineEntries } from "./timeline-entries";

const labelOf = makeChannels(listChannels()).labelOf;
const item = (seq: number, part: Partial<Item> = {}) =>
  ({
    id: `i${seq}`,
    seq,
    kind: "message",
    direction: "in",
    author: null,
    clientMessageId: null,
    at: `2026-11-22T09:0${seq}:00.000Z`,
    ...part,
  }) as Item;
const types = (items: Item[], pending: Pending[] = [], hasMore = false) =>
  timelineEntries([], items, pending, hasMore).map((entry) => entry.type);

test("days have separators, and adjacent system lines are collapsed", () => {
  const system = { kind: "system", direction: null, system: { type: "unsnoozed" } } as const;
  expect(types([item(1), item(2, system), item(3, system), item(4, { at: "2026-11-24T09:00:00.000Z" })])).toEqual([
    "day",
    "item",
    "system",
    "day",
    "item",
  ]);
});

test("messages are grouped by their own channel: a text inside a web chat starts a group that names it", () => {
  const chat = { channel: "webchat" };
  const sms = { channel: "twilio-sms" };
  const groups = timelineEntries(
    [],
    [item(1, chat), item(2, chat), item(3, sms), item(4, sms), item(5, chat)],
    [],
    false,
  );
  expect(groups.flatMap((entry) => (entry.type === "item" ? [[entry.isFollowing, entry.isLast]] : []))).toEqual([
    [false, false],
    [true, true],
    [false, false],
    [true, true],
    [false, true],
  ]);
});

test("an earlier conversation is labeled with all of its channels", () => {
  expect(channelsOf([item(1, { channel: "webchat" }), item(2, { channel: "twilio-sms" })], "twilio-sms", labelOf)).toBe(
    "Web chat and SMS",
  );
  expect(channelsOf([], "webchat", labelOf)).toBe("Web chat");
});

test("a pending message disappears as soon as its item arrives, so nothing shows twice", () => {
  const pending = { clientMessageId: "m1", body: "hi" } as Pending;
  expect(types([item(1)], [pending])).toEqual(["day", "item", "pending"]);
  expect(types([item(1), item(2, { clientMessageId: "m1" })], [pending])).toEqual(["day", "item", "item"]);
});

test("only web addresses become links", () => {
  expect(safeUrl("https://example.com/a")).toBe("https://example.com/a");
  for (const text of ["javascript:alert(1)", "data:text/html,x", "https://u:p@example.com", "not a url"])
    expect(safeUrl(text)).toBeNull();
});

test("snooze presets are in the future and offered once", () => {
  const sunday = new Date(2026, 10, 22, 19, 30);
  const keys = snoozePresets(sunday).map((preset) => preset.key);
  expect(keys).toEqual(["oneHour", "threeHours", "tomorrow"]);
});
