import * as z from "zod";
import { Id } from "./ids";

/** The keys that an option can have: nine options, because more are remembered by nobody. */
export const MENU_KEYS = ["1", "2", "3", "4", "5", "6", "7", "8", "9"] as const;
/**
 * What an option does. `order_status`: says the status of the caller's latest order; `place`: rings a store or a team; `voicemail`: takes
 * a message; `language`: goes on in another language; `repeat`: says the options again.
 */
export const MENU_ACTIONS = ["order_status", "place", "voicemail", "language", "repeat"] as const;
/** The languages that a menu can go on in. */
export const MENU_LANGUAGES = ["en", "es"] as const;
export type MenuLanguage = (typeof MENU_LANGUAGES)[number];

/** The statuses of an order that a menu can say. */
export const SPOKEN_STATUSES = ["preparing", "ready", "on_its_way", "delivered", "canceled"] as const;
export type SpokenStatus = (typeof SPOKEN_STATUSES)[number];

/** The name of a sound of the phone system, without the extension; folders are separated by "/". */
const SoundName = z
  .string()
  .trim()
  .max(80)
  .regex(/^[A-Za-z0-9_-]+(\/[A-Za-z0-9_-]+)*$/, "notASound");

const MenuOption = z
  .strictObject({
    key: z.enum(MENU_KEYS),
    action: z.enum(MENU_ACTIONS),
    /** Of the action `place`. */
    placeId: Id.nullable(),
    /** Of the action `language`. */
    language: z.enum(MENU_LANGUAGES).nullable(),
    /** The retailer's own recording in place of the phrase before the key. */
    sound: SoundName.nullable(),
  })
  .refine(({ action, placeId }) => action !== "place" || placeId !== null, { path: ["placeId"], error: "menuPlace" })
  .refine(({ action, language }) => action !== "language" || language !== null, {
    path: ["language"],
    error: "menuLanguage",
  });
export type MenuOption = z.infer<typeof MenuOption>;

/** What callers of a number hear before anybody is rung. */
export const Menu = z
  .strictObject({
    enabled: z.boolean(),
    /** The retailer's own greeting. */
    greeting: SoundName.nullable(),
    options: z.array(MenuOption).max(MENU_KEYS.length),
    /** Numbers that ring at once. */
    withoutMenu: z.array(Id).max(500),
  })
  .superRefine(({ enabled, options }, issues) => {
    if (enabled && options.length === 0)
      issues.addIssue({ code: "custom", path: ["options"], message: "menuEmpty", input: options });
    for (const [n, { key }] of options.entries())
      if (options.findIndex((other) => other.key === key) < n)
        issues.addIssue({ code: "custom", path: ["options", n, "key"], message: "menuKeyTwice", input: key });
  });
export type Menu = z.infer<typeof Menu>;
