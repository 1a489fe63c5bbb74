import * as z from "zod";
import { CARD_FIELDS } from "./constants";
import { Id, type IsoTime } from "./ids";

/* A customer enters a payment card on the keypad of their telephone (ADR 0068). No type in here can hold a digit of it but the last four. */

export type CardField = (typeof CARD_FIELDS)[number];

/**
 * How an entry ended. `taken`: the payment service has the card; `declined`: it does not want it; `canceled`: by the colleague who asked;
 * `customer_canceled`: by the star key; `invalid`: wrong three times; `timed_out`: nothing was entered; `left`: the colleague left the call;
 * `call_ended`; `interrupted`: the phone system or the server was away; `unreachable`: the payment service did not get the card;
 * `unknown`: it may have got it, and did not answer.
 */
export const CARD_OUTCOMES = [
  "taken",
  "declined",
  "canceled",
  "customer_canceled",
  "invalid",
  "timed_out",
  "left",
  "call_ended",
  "interrupted",
  "unreachable",
  "unknown",
] as const;
export type CardOutcome = (typeof CARD_OUTCOMES)[number];

const Time = z.iso.datetime();
/** What is kept of an entry, in the call's entry on the timeline. */
export const CardRecord = z.strictObject({
  id: Id,
  /** Who asked for the card. */
  userId: Id,
  /** Of that time. */
  name: z.string().max(200),
  at: Time,
  endedAt: Time,
  outcome: z.enum(CARD_OUTCOMES),
  /** What the payment service calls the card; null where it did not take it. */
  reference: z.string().min(1).max(100).nullable(),
  brand: z.string().max(40).nullable(),
  last4: z
    .string()
    .regex(/^\d{4}$/)
    .nullable(),
  /** Why the payment service declined it, in its own words. */
  reason: z.string().max(200).nullable(),
});
export type CardRecord = z.infer<typeof CardRecord>;
/** How an entry ended, as it is reported to its call. */
export type CardResult = Pick<CardRecord, "outcome"> &
  Partial<Pick<CardRecord, "reference" | "brand" | "last4" | "reason">>;

/**
 * How far the entry is. `starting`: the customer leaves the others; `sending`: the payment service is asked; `ending`: how it ended is known,
 * and the customer is about to come back.
 */
export const CARD_STAGES = ["starting", ...CARD_FIELDS, "sending", "ending"] as const;
export type CardStage = (typeof CARD_STAGES)[number];

/** What the customer is asked for now, and for which time. `problem`: why it is asked for again. */
export type CardProgress = {
  stage: CardStage;
  attempt: number;
  problem: "invalid" | "nothing_entered" | null;
};
/** An entry that goes on, as the call knows it. `until`: past that, it ends by itself. */
export type CardEntry = CardProgress & { id: Id; userId: Id; name: string; at: IsoTime; until: IsoTime };
/** What people on the call see of it. */
export type CardEntryView = CardProgress & Pick<CardEntry, "id" | "name">;

/** `entryId` is made by the screen, so that asking twice asks once. */
export const TakeCard = z.strictObject({ callId: Id, entryId: Id });
