import * as z from "zod";

// The content security policy forbids eval. Zod would test whether it may use it, and every page would report a violation.
if (typeof window !== "undefined") z.config({ jitless: true });

/** Every id Storeline makes is a time-ordered UUID (v7), carried as a string. */
export const Id = z.uuid();
export type Id = string;

/** A time on the wire: ISO 8601 in UTC with milliseconds, e.g. `2026-11-22T09:00:00.000Z`. */
export type IsoTime = string;

/** A calendar date on the wire, e.g. `2026-11-22`. It has no zone: it is the same day everywhere. */
export type IsoDate = string;

/** The position of an item in its conversation, from 1; 0 is before the first. */
export const Seq = z.number().int().min(0).max(2_147_483_647);
