import { expect, test } from "vitest";
import { SYSTEM } from "@/db/factories";
import { dispositions, menu, rescueText } from "@/server/domain/calls/settings";
import { SETTINGS } from "@/server/domain/configuration/registry";
import { openState } from "@/server/domain/hours/open-state";
import { createCtx } from "@/server/domain/operate/create-ctx";
import type { Upgraded } from "./guarantees";

/** What was a constant before there were settings, and what those that came later start with. */
const DEFAULTS = {
  "calls.web": true,
  "calls.ring_seconds": 20,
  "calls.max_wait_seconds": 300,
  "calls.voicemail": { enabled: true, maxSeconds: 120 },
  "calls.language": "en",
  "calls.queue_announcement": { enabled: true, everySeconds: 60 },
  "calls.callback_offer": false,
  "calls.menu": menu.default,
  "calls.overflow_place": null,
  "calls.recording": false,
  "calls.rescue_text": rescueText.default,
  "calls.card_entry": false,
  "calls.transcription": { voicemail: false, calls: false },
  "calls.wrap_up_seconds": 30,
  "calls.dispositions": dispositions.default,
  "calls.customer_ring_seconds": 40,
  "calls.supervision": { listen: true, speak: true, takeOver: true, showListening: true },
  "hours.opening_hours": { kind: "always" },
  "hours.holidays": [],
  "hours.closures": [],
  "conversations.auto_reply": {
    enabled: true,
    text: "Thanks for your message. {place} is closed until {opens}. We'll answer when we are back.",
  },
  "consent.quiet_hours": { enabled: true, from: "21:00", to: "08:00", replyWithinHours: 24 },
  "conversations.reopen_window": 72,
  "conversations.undo_seconds": 5,
  "conversations.stop_scheduled": true,
  "conversations.wait_thresholds": { warnAfterMinutes: 15, lateAfterMinutes: 60 },
};

/** A database of before there were settings behaves as it did: nothing is set, and every default is in force. */
export function keepsDefaults(upgraded: () => Upgraded): void {
  const ctx = () => createCtx({ db: upgraded().handle.db, actor: SYSTEM, now: () => new Date("2026-11-22T08:00:00Z") });

  test("every setting has its default at every place, and each place the time zone of its record", async () => {
    const { settings } = ctx();
    const { rows } = await upgraded().query("select id, time_zone from places");
    expect(rows.length).toBeGreaterThan(0);
    for (const { id, time_zone } of rows as { id: string; time_zone: string }[]) {
      const inForce = await Promise.all(SETTINGS.map(async (one) => [one.key, await settings.get(one, id)] as const));
      expect(Object.fromEntries(inForce)).toEqual({ ...DEFAULTS, "hours.time_zone": time_zone });
    }
  });

  test("every place is open around the clock, so that nobody gets an automatic reply until hours are set", async () => {
    for (const placeId of await ctx().settings.places())
      expect(await openState(ctx(), placeId)).toMatchObject({ open: true, changesAt: null });
  });
}
