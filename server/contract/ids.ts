import { z } from "zod";

/** Every id Storeline makes is a time-ordered UUID (v7), carried as a string. */
export const Id = z.uuid();
export type Id = string;

/** A moment on the wire: ISO 8601 in UTC with milliseconds, e.g. `2026-11-22T09:00:00.000Z`. */
export type IsoTime = string;
