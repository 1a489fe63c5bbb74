import { uuidv7 } from "uuidv7";
import type { CardOutcome, CardProgress } from "@/server/contract/card-entries";
import type { Call } from "@/server/domain/calls/call";
import { cardEntryEnded, cardEntryLeft, cardProgressed, startCardEntry } from "@/server/domain/calls/cards/card-entry";

export { cancelCardEntry } from "@/server/domain/calls/cards/card-entry";

export const takeCard = (call: Call, who: string, now: Date): void =>
  startCardEntry(call, { id: who, name: who }, uuidv7(), now);

type Report = { name: string; rule(call: Call, now: Date): void };

/** The entry of the call, or the last one that is over: what is reported late. */
const entryOf = ({ cardEntry, cards }: Call): string => cardEntry?.id ?? cards.at(-1)?.id ?? "none";

const progress = (stage: CardProgress["stage"], attempt: number): Report => ({
  name: `hears: ${stage}, ${attempt}`,
  rule: (call, now) => cardProgressed(call, entryOf(call), { stage, attempt, problem: null }, now),
});
const end = (outcome: CardOutcome): Report => ({
  name: `hears how the card entry ended: ${outcome}`,
  rule(call, now) {
    const taken = { reference: "card_1", brand: "Visa", last4: "4242" };
    cardEntryEnded(call, entryOf(call), { outcome, ...(outcome === "taken" && taken) }, now);
  },
});

/** What the phone system may report of a card entry at any time; each name follows "the customer". */
export const CARD_REPORTS: readonly Report[] = [
  progress("number", 1),
  progress("expiry", 2),
  progress("code", 7),
  progress("sending", 1),
  progress("sending", 1),
  end("taken"),
  end("declined"),
  end("customer_canceled"),
  end("interrupted"),
  { name: "comes back", rule: (call) => cardEntryLeft(call, entryOf(call)) },
  { name: "comes back", rule: (call) => cardEntryLeft(call, entryOf(call)) },
];
