import * as z from "zod";
import { AFTER, SOUND_WHEN } from "./constants";
import type { IsoTime } from "./ids";

/** The longest time for which a person can ask not to be disturbed. */
export const MAX_QUIET_DAYS = 7;

/** The choices of a person, one key each, so that two devices that change different ones lose neither. */
export const CHOICES = {
  /** No notices until then, on any device. Null, or a time that is past: they are shown. */
  doNotDisturbUntil: z.iso.datetime().nullable(),
  soundWhen: z.enum(SOUND_WHEN),
  messageSound: z.boolean(),
  assignedSound: z.boolean(),
  offeredSound: z.boolean(),
  callbackSound: z.boolean(),
  mentionSound: z.boolean(),
  followedSound: z.boolean(),
  afterClaim: z.enum(AFTER),
  afterResolve: z.enum(AFTER),
};
type Choices = { [K in keyof typeof CHOICES]: z.infer<(typeof CHOICES)[K]> };

/**
 * What a person has chosen for themselves; it follows them to every device. `version` is raised by every change.
 * @source Storeline `person_preferences`
 */
export type PersonPreferences = Choices & { version: number; doNotDisturbUntil: IsoTime | null };

/** The choices that change; the others stay. */
export const SavePreferences = z.strictObject(CHOICES).partial();
export type SavePreferences = z.infer<typeof SavePreferences>;
