import type { CardEntryView, CardProgress, CardResult } from "@/server/contract/card-entries";
import { CARD_TRIES } from "@/server/contract/constants";
import { DomainError } from "@/server/contract/errors";
import type { Id } from "@/server/contract/ids";
import { type Call, type Callee, consultedLeg, customerLeg, isConsultRinging, liveLegOf } from "../call";
import { wantedRecording } from "../recording";
import { requireHolder } from "../talk";
import { endCardEntry } from "./card-state";

/*
 * The rules of a card entry (ADR 0068). While there is one the customer is held, so that nobody hears them and nothing is recorded. Every
 * stage has an end of its own, whatever becomes of those who should report it.
 */

/** How long each stage may take. The phone system ends a field sooner by itself. */
const STAGE_MS = { starting: 20_000, number: 240_000, expiry: 240_000, code: 240_000, sending: 60_000 };

const untilFor = (stage: keyof typeof STAGE_MS, now: Date): string =>
  new Date(now.getTime() + STAGE_MS[stage]).toISOString();

/** Whether this entry has begun, or is over. */
export const hasCardEntry = ({ cardEntry, cards }: Pick<Call, "cardEntry" | "cards">, entryId: Id): boolean =>
  cardEntry?.id === entryId || cards.some(({ id }) => id === entryId);

/**
 * The customer leaves the others to enter a card.
 * @throws DomainError "forbidden": somebody else holds the call; "conflict": another entry goes on, a colleague is on the call or being
 * asked to it, or the customer still hears that the call is recorded
 */
export function startCardEntry(call: Call, { id: userId, name }: Callee, entryId: Id, now: Date): void {
  requireHolder(call, userId);
  if (call.cardEntry) throw new DomainError("conflict", "cardEntryOpen");
  if (call.transfer || isConsultRinging(call)) throw new DomainError("conflict", "handoverPending");
  if (consultedLeg(call)) throw new DomainError("conflict", "cardEntryColleague");
  if (wantedRecording(call) === "announcement") throw new DomainError("conflict", "cardEntryTooEarly");
  customerLeg(call).held = true;
  const stage = "starting";
  call.cardEntry = {
    ...{ id: entryId, userId, name, at: now.toISOString(), until: untilFor(stage, now) },
    ...{ stage, attempt: 1, problem: null },
  };
}

/** The phone system says what the customer is asked for now. A report about another entry, or one that is ending, changes nothing. */
export function cardProgressed(call: Call, entryId: Id, { stage, attempt, problem }: CardProgress, now: Date): void {
  const { cardEntry: entry } = call;
  if (entry?.id !== entryId || entry.stage === "ending" || stage === "ending") return;
  call.cardEntry = {
    ...entry,
    ...{ stage, problem, attempt: Math.min(attempt, CARD_TRIES), until: untilFor(stage, now) },
  };
}

/**
 * How the entry ended is known, and the customer is about to come back. What the payment service says counts even if the entry was given up
 * while it was asked.
 */
export function cardEntryEnded(call: Call, entryId: Id, result: CardResult, now: Date): void {
  const { cardEntry: entry } = call;
  if (entry?.id === entryId && entry.stage !== "ending") {
    endCardEntry(call, entry, result, now);
    return;
  }
  call.cards = call.cards.map((one) => (one.id === entryId && one.outcome === "unknown" ? { ...one, ...result } : one));
}

/**
 * The colleague cancels the entry.
 * @throws DomainError "forbidden": somebody else holds the call; "conflict": the payment service has the card already
 */
export function cancelCardEntry(call: Call, userId: Id, now: Date): void {
  requireHolder(call, userId);
  const { cardEntry: entry } = call;
  if (!entry || entry.stage === "ending") return;
  if (entry.stage === "sending") throw new DomainError("conflict", "cardIsSent");
  cardEntryEnded(call, entry.id, { outcome: "canceled" }, now);
}

/** The customer comes back: to the colleague, on hold while the colleague's browser is gone, or to the queue if the colleague has left. */
export function cardEntryLeft(call: Call, entryId: Id): void {
  const { cardEntry: entry } = call;
  if (entry?.id !== entryId || entry.stage !== "ending") return;
  call.cardEntry = null;
  if (call.holderId === entry.userId) customerLeg(call).held = liveLegOf(call, entry.userId)?.state !== "up";
}

/** Ends what nobody reported the end of. */
export function checkCardEntry(call: Call, now: Date): void {
  const { cardEntry: entry } = call;
  if (!entry || now.getTime() < Date.parse(entry.until)) return;
  if (entry.stage === "ending") cardEntryLeft(call, entry.id);
  else cardEntryEnded(call, entry.id, { outcome: entry.stage === "sending" ? "unknown" : "interrupted" }, now);
}

/** The entry as people on the call see it. */
export const cardEntryView = ({ cardEntry }: Call): CardEntryView | null =>
  cardEntry && {
    ...{ id: cardEntry.id, name: cardEntry.name, stage: cardEntry.stage },
    ...{ attempt: cardEntry.attempt, problem: cardEntry.problem },
  };
