/** Values of the contract that the first screen needs, apart from the schemas so that zod is not loaded with them. */

/** The views of the inbox, in the order in which they are shown. */
export const VIEWS = ["mine", "needs_reply", "unassigned", "place", "all", "following", "snoozed", "resolved"] as const;

/** The orders of a list: longest waiting, newest message, next to return from its snooze, or newest message or mention first. */
export const SORTS = ["waiting", "newest", "due", "recent"] as const;

/** The longest text of a message or a note, in UTF-16 code units. */
export const MAX_BODY = 4000;

/** The most people whom one note mentions. */
export const MAX_MENTIONS = 20;

/** What can be written in a conversation. */
export const DRAFT_MODES = ["reply", "note"] as const;

/** For how long the list of drafts names one that became empty, in milliseconds. */
export const EMPTY_FOR_MS = 86_400_000;

/** The tabs of the page of calls, in the order in which they are shown. */
export const CALL_TABS = ["live", "missed", "recorded", "all"] as const;

/** The error of a queued message while an opt-out of its number is being stored. */
export const HELD_FOR_OPT_OUT = "optOutHold";

/** The most SKUs that one search returns. */
export const STOCK_SEARCH_LIMIT = 20;

/** The states of a person's availability, in the order in which the board lists people. */
export const PRESENCE = ["available", "with_customer", "on_call", "wrap_up", "break", "away", "offline"] as const;

/** The provider of calls whose customer talks through a browser: their audio goes from browser to browser. */
export const BROWSERS = "web";

/** The most bytes of a piece of a recording that a browser makes: a second of two sides in G.711 (8 kHz, one byte a sample). */
export const PIECE_BYTES = 16_000;

/** The provider of calls to whose conferences browsers connect by themselves, with a token. */
export const TWILIO = "twilio";

/** What a customer enters of a payment card, in this order. */
export const CARD_FIELDS = ["number", "expiry", "code"] as const;
/** How often each may be wrong, or not be entered. */
export const CARD_TRIES = 3;

/** When a notice makes a sound, as far as the screen decides it. */
export const SOUND_WHEN = ["background", "unopened", "always"] as const;

/** Where a person goes after they have claimed or resolved a conversation. */
export const AFTER = ["next", "list", "stay"] as const;
