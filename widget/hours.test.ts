import type { CompiledMessage } from "icu-minify/format";
import { beforeEach, expect, it, vi } from "vitest";
import { compileMessages } from "@/messages/compile";
import { widget } from "@/messages/en/widget";
import { fill } from "@/messages/fill";
import { answering } from "./hours";
import type { Text } from "./text";

// The messages as compiled by the bundler.
const compiled = compileMessages(widget);
const t: Text = (key, values) => fill(compiled[key] as CompiledMessage, "en", values);

beforeEach(() => {
  vi.stubEnv("TZ", "America/Denver");
  return () => vi.unstubAllEnvs();
});

const now = Date.parse("2026-11-27T03:00:00Z"); // Thursday, 8 p.m. in Denver
const closed = (changesAt: string | null) => ({
  staffed: false,
  hours: { open: false, changesAt, timeZone: "America/Denver" },
});
const open = { open: true, changesAt: null, timeZone: "UTC" };

it("the header says online only while the place is open and somebody is available", () => {
  expect(answering({ staffed: true, hours: open }, now, t)).toBe("We're online");
  expect(answering({ staffed: false, hours: open }, now, t)).toBe("We're offline right now");
  expect(answering({ ...closed(null), staffed: true }, now, t)).toBe("We're closed");
});

it("the header says until when a place is closed, in its time zone, with the day unless it is today", () => {
  expect(answering(closed("2026-11-27T04:30:00Z"), now, t)).toMatch(/^We're closed until 9:30\sPM$/);
  expect(answering(closed("2026-11-27T16:00:00Z"), now, t)).toMatch(/^We're closed until tomorrow, 9:00\sAM$/);
  expect(answering(closed("2026-11-30T16:00:00Z"), now, t)).toMatch(/^We're closed until Mon, Nov 30, 9:00\sAM$/);
});

it("names the zone for customers whose clocks show another time", () => {
  vi.stubEnv("TZ", "America/New_York");
  expect(answering(closed("2026-11-27T04:30:00Z"), now, t)).toMatch(/^We're closed until 9:30\sPM MST$/);
  expect(answering(closed("2026-11-30T16:00:00Z"), now, t)).toMatch(/^We're closed until Mon, Nov 30, 9:00\sAM MST$/);
});
