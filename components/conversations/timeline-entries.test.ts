import { expect, test } from "vitest";
import { makeChannels } from "@/components/client/channels";
import type { Item } from "@/server/contract/conversations";
import { listChannels } from "@/server/domain/settings/list-channels";
import { englishFormat } from "@/tests/intl";
import type { Pending } from "./outbox";
import { safeUrl } from "./rich-text";
import { fromLocalInput, localInput, snoozePresets } from "./snooze-presets";
import { channelsOf, timelineEntries } from "./timeline-entries";

const labelOf = makeChannels(listChannels("en")).labelOf;
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
const dayIn = (zone: string) => () => englishFormat(zone).dayKey;
const types = (items: Item[], pending: Pending[] = [], hasMore = false) =>
  timelineEntries([], items, pending, hasMore, dayIn("UTC")).map((entry) => entry.type);

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
    dayIn("UTC"),
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
  const both = [item(1, { channel: "webchat" }), item(2, { channel: "twilio-sms" })];
  expect(channelsOf(both, "twilio-sms", labelOf)).toEqual(["Web chat", "SMS"]);
  expect(channelsOf([], "webchat", labelOf)).toEqual(["Web chat"]);
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
  const sunday = new Date("2026-11-22T19:30:00Z");
  const keys = snoozePresets(sunday, "UTC").map((preset) => preset.key);
  expect(keys).toEqual(["oneHour", "threeHours", "tomorrow"]);
});

test("days begin at the midnight of the place, wherever the reader is", () => {
  const late = [item(1, { at: "2026-11-23T04:30:00.000Z" }), item(2, { at: "2026-11-23T05:30:00.000Z" })];
  const daysIn = (zone: string) =>
    timelineEntries([], late, [], false, dayIn(zone)).filter(({ type }) => type === "day").length;
  expect([daysIn("America/Los_Angeles"), daysIn("America/New_York")]).toEqual([1, 2]);
});

test.each(["America/Los_Angeles", "Asia/Kolkata", "Pacific/Auckland"])(
  "tomorrow morning is nine by the clocks of %s, wherever the reader is",
  (zone) => {
    const until = snoozePresets(new Date("2026-11-23T10:00:00Z"), zone).find(({ key }) => key === "tomorrow")?.until;
    expect(until && localInput(until, zone)).toBe("2026-11-24T09:00");
  },
);

test("a time that is entered is meant on the clocks of the place, on the days they change too", () => {
  expect(fromLocalInput("2026-11-29T09:00", "America/Denver").toISOString()).toBe("2026-11-29T16:00:00.000Z");
  expect(fromLocalInput("2026-03-08T03:00", "America/Denver").toISOString()).toBe("2026-03-08T09:00:00.000Z");
  expect(fromLocalInput("2026-11-01T00:30", "America/Denver").toISOString()).toBe("2026-11-01T06:30:00.000Z");
  expect(fromLocalInput("2026-11-01T02:30", "America/Denver").toISOString()).toBe("2026-11-01T09:30:00.000Z");
  expect(fromLocalInput("", "America/Denver").getTime()).toBeNaN();
});
