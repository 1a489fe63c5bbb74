import { z } from "zod";
import { Id } from "@/server/contract/ids";
import { MENU_LANGUAGES, Menu } from "@/server/contract/menus";
import { defineSetting } from "@/server/contract/setting";
import { DispositionList } from "@/server/contract/wrap-ups";

const everywhere = ["organization", "region", "place"] as const;

/** Whether customers can call from the web chat. */
export const webCalls = defineSetting({
  key: "calls.web",
  schema: z.boolean(),
  default: true,
  scopes: everywhere,
});

/** How long people are rung before the next ones are. */
export const ringSeconds = defineSetting({
  key: "calls.ring_seconds",
  schema: z.number().int().min(5).max(120),
  default: 20,
  scopes: everywhere,
});

/** How long a customer whom we call is rung. */
export const customerRingSeconds = defineSetting({
  key: "calls.customer_ring_seconds",
  schema: z.number().int().min(10).max(120),
  default: 40,
  scopes: everywhere,
});

/** How long a customer waits for somebody to answer before they may leave a message, or the call ends as missed. */
export const maxWaitSeconds = defineSetting({
  key: "calls.max_wait_seconds",
  schema: z.number().int().min(30).max(3600),
  default: 300,
  scopes: everywhere,
});

/** Whether customers who call by telephone may leave a message when nobody answers or the place is closed. */
export const voicemail = defineSetting({
  key: "calls.voicemail",
  schema: z.strictObject({ enabled: z.boolean(), maxSeconds: z.number().int().min(10).max(600) }),
  default: { enabled: true, maxSeconds: 120 },
  scopes: everywhere,
});

/** The languages in which calls speak to customers: folders of Asterisk's sounds. */
export const CALL_LANGUAGES = MENU_LANGUAGES;
export type CallLanguage = (typeof CALL_LANGUAGES)[number];

/** The language in which customers on the phone hear prompts, greetings and announcements. */
export const callLanguage = defineSetting<CallLanguage>({
  key: "calls.language",
  schema: z.enum(CALL_LANGUAGES),
  default: "en",
  scopes: everywhere,
});

/** What customers who wait on the phone hear about the queue: how many wait before them, first after `everySeconds`, then as often. */
export const queueAnnouncement = defineSetting({
  key: "calls.queue_announcement",
  schema: z.strictObject({ enabled: z.boolean(), everySeconds: z.number().int().min(20).max(600) }),
  default: { enabled: true, everySeconds: 60 },
  scopes: everywhere,
});

/** Whether customers on the phone may press a key to be called back; they are asked together with their position, and before a message. */
export const callbackOffer = defineSetting({
  key: "calls.callback_offer",
  schema: z.boolean(),
  default: false,
  scopes: everywhere,
});

/** Whether calls are recorded, after the customer has heard that. */
export const recordCalls = defineSetting({
  key: "calls.recording",
  schema: z.boolean(),
  default: false,
  scopes: everywhere,
});

/** Whether customers on the phone may enter a payment card by keypad, where a payment service is connected. */
export const cardEntry = defineSetting({
  key: "calls.card_entry",
  schema: z.boolean(),
  default: false,
  scopes: everywhere,
});

/** What callers by telephone hear before anybody is rung. */
export const menu = defineSetting({
  key: "calls.menu",
  schema: Menu,
  default: {
    enabled: false,
    greeting: null,
    options: [{ key: "1", action: "order_status", placeId: null, language: null, sound: null }],
    withoutMenu: [],
  },
  scopes: everywhere,
  editor: "menu",
  placesIn: ({ options }) =>
    options.flatMap(({ placeId }, n) => (placeId ? [{ path: `options.${n}.placeId`, placeId }] : [])),
});

/** The store or team that is rung when nobody at the place answers. */
export const overflowPlace = defineSetting({
  key: "calls.overflow_place",
  schema: Id.nullable(),
  default: null,
  scopes: everywhere,
  editor: "place",
});

/** What supervisors may do on calls of colleagues, and whether those colleagues see that somebody listens. */
export const supervision = defineSetting({
  key: "calls.supervision",
  schema: z.strictObject({
    listen: z.boolean(),
    speak: z.boolean(),
    takeOver: z.boolean(),
    showListening: z.boolean(),
  }),
  default: { listen: true, speak: true, takeOver: true, showListening: true },
  scopes: everywhere,
});

/** How long a person who talked to a customer is unavailable afterwards, to finish the work on the call. */
export const wrapUpSeconds = defineSetting({
  key: "calls.wrap_up_seconds",
  schema: z.number().int().min(0).max(600),
  default: 30,
  scopes: everywhere,
});

/** The outcomes of a call that people choose from after it. */
export const dispositions = defineSetting({
  key: "calls.dispositions",
  schema: DispositionList,
  default: [
    { key: "answered", label: "Question answered" },
    { key: "order", label: "Order placed" },
    { key: "callback", label: "Callback needed" },
    { key: "wrong_number", label: "Wrong number" },
  ],
  scopes: everywhere,
  editor: "choices",
});

/** What of that which is recorded is turned into text, after the customer has heard that. Recording alone allows no transcript. */
export const transcription = defineSetting({
  key: "calls.transcription",
  schema: z.strictObject({ voicemail: z.boolean(), calls: z.boolean() }),
  default: { voicemail: false, calls: false },
  scopes: everywhere,
});

/** The text to a customer whose call nobody answered. */
export const rescueText = defineSetting({
  key: "calls.rescue_text",
  schema: z.strictObject({
    enabled: z.boolean(),
    /** `{store}` and `{hours}` are filled in; the rest is sent as written. */
    text: z.string().trim().min(1).max(480),
    /** Only to customers who have agreed to texts or have texted us; else a call counts as the wish to be answered. */
    onlyWithConsent: z.boolean(),
    /** A customer gets one at most in so many hours. */
    everyHours: z.number().int().min(1).max(168),
  }),
  default: {
    enabled: false,
    text: "Sorry we missed your call to {store}. {hours} Reply to this text and we will help you here. Reply STOP to end texts.",
    onlyWithConsent: true,
    everyHours: 24,
  },
  scopes: everywhere,
});
