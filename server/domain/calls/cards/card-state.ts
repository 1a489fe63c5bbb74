import type { calls } from "@/db/schema";
import type { CardEntry, CardRecord, CardResult } from "@/server/contract/card-entries";
import { DomainError } from "@/server/contract/errors";

/* What the rules of calls need of a card entry. Imports no other rule, so that all of them can use it. */

type WithCards = Pick<typeof calls.$inferSelect, "cardEntry" | "cards" | "holderId" | "endedAt">;

/** @throws DomainError "conflict" while the customer enters a card: nobody joins, and nothing is done with the call but to end it */
export function refuseDuringCardEntry({ cardEntry }: Pick<WithCards, "cardEntry">): void {
  if (cardEntry) throw new DomainError("conflict", "cardEntryOpen");
}

/** Adds how an entry ended to what is kept of the call. */
function recordCard(call: WithCards, entry: CardEntry, result: CardResult, now: Date): void {
  const { id, userId, name, at } = entry;
  const nothing = { reference: null, brand: null, last4: null, reason: null };
  const endedAt = new Date(Math.max(now.getTime(), Date.parse(at))).toISOString();
  const record: CardRecord = { ...{ id, userId, name, at, endedAt }, ...nothing, ...result };
  call.cards = [...call.cards, record].slice(-MAX_RECORDS);
}
/** As many as the entry of a call may have. */
const MAX_RECORDS = 50;

/** How long the customer may take to come back, once it is known how the entry ended. */
export const ENDING_MS = 20_000;

/** How the entry ended is known, and the customer is about to come back. */
export function endCardEntry(call: WithCards, entry: CardEntry, result: CardResult, now: Date): void {
  recordCard(call, entry, result, now);
  const until = new Date(now.getTime() + ENDING_MS).toISOString();
  call.cardEntry = { ...entry, stage: "ending", attempt: 1, problem: null, until };
}

/**
 * Ends an entry whose call is over, or whose colleague has left. Then the customer is alone at first, because they may still press keys:
 * nobody is rung, and no prompt takes a key, until they have come back.
 */
export function abandonCardEntry(call: WithCards, now: Date): void {
  const { cardEntry: entry } = call;
  if (!entry || (call.endedAt === null && call.holderId === entry.userId)) return;
  const reason = call.endedAt ? "call_ended" : "left";
  const outcome = entry.stage === "sending" ? "unknown" : reason;
  if (entry.stage !== "ending") endCardEntry(call, entry, { outcome }, now);
  if (call.endedAt) call.cardEntry = null;
}
