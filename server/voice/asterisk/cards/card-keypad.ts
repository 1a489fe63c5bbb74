import type { CardField, CardOutcome } from "@/server/contract/card-entries";
import { CARD_FIELDS, CARD_TRIES } from "@/server/contract/constants";
import type { EnteredCard } from "@/server/contract/payments";
import { fullLength, isPlausible } from "./card-checks";

/** How long the customer may press nothing, from the end of what they hear or their last key on. */
const SILENCE_MS = 12_000;

/** What the customer is asked for. `number`: counts the questions, so that each is asked once. */
export type Question = {
  number: number;
  field: CardField;
  attempt: number;
  problem: "invalid" | "nothing_entered" | null;
};
export type KeypadState =
  | { at: "asking"; question: Question }
  | { at: "complete" }
  | { at: "over"; outcome: Extract<CardOutcome, "customer_canceled" | "invalid" | "timed_out"> };

/**
 * The keys of one customer who enters a card. The digits are in here and nowhere else, and are gone once they were taken or the entry is over.
 * Times are of `performance.now()`.
 */
export class CardKeypad {
  #state: KeypadState;
  #typed = "";
  readonly #digits: Record<CardField, string> = { number: "", expiry: "", code: "" };
  #quietSince: number | null = null;

  constructor() {
    this.#state = { at: "asking", question: { number: 1, field: "number", attempt: 1, problem: null } };
  }

  get state(): KeypadState {
    return this.#state;
  }

  /** The customer has heard the question out. */
  heard(nowMs: number): void {
    this.#quietSince = nowMs;
  }

  /** Keys that are no digits, star or pound are ignored, and so is a pound key that ends nothing: it may follow a full number. */
  press(key: string, nowMs: number, now: Date): void {
    if (this.#state.at !== "asking") return;
    if (key === "*") this.end("customer_canceled");
    else if (key === "#") this.submit(now);
    else if (/^\d$/.test(key)) this.type(key, this.#state.question, nowMs, now);
  }

  private type(key: string, { field }: Question, nowMs: number, now: Date): void {
    this.#typed += key;
    this.#quietSince = nowMs;
    if (this.#typed.length >= fullLength(field, this.#typed, this.#digits.number)) this.submit(now);
  }

  /** A customer who presses nothing for too long is done with this field, or is asked again. */
  tick(nowMs: number, now: Date): void {
    if (this.#state.at !== "asking" || this.#quietSince === null || nowMs < this.#quietSince + SILENCE_MS) return;
    if (this.#typed === "") this.askAgain(this.#state.question, "nothing_entered");
    else this.submit(now);
  }

  /** The card, once. @throws Error before it is complete, or when it was taken */
  take(): EnteredCard {
    if (this.#state.at !== "complete" || this.#digits.number === "") throw new Error("no card to take");
    const card = { ...this.#digits };
    this.forget();
    return card;
  }

  /** Forgets what was entered. */
  forget(): void {
    this.#typed = "";
    for (const field of CARD_FIELDS) this.#digits[field] = "";
  }

  private submit(now: Date): void {
    if (this.#state.at !== "asking" || this.#typed === "") return;
    const { question } = this.#state;
    const { field, number } = question;
    if (!isPlausible(field, this.#typed, this.#digits.number, now)) {
      this.askAgain(question, "invalid");
      return;
    }
    this.#digits[field] = this.#typed;
    this.#typed = "";
    const next = CARD_FIELDS[CARD_FIELDS.indexOf(field) + 1];
    if (next) this.ask({ number: number + 1, field: next, attempt: 1, problem: null });
    else this.#state = { at: "complete" };
  }

  private askAgain({ number, field, attempt }: Question, problem: "invalid" | "nothing_entered"): void {
    if (attempt >= CARD_TRIES) this.end(problem === "invalid" ? "invalid" : "timed_out");
    else this.ask({ number: number + 1, field, attempt: attempt + 1, problem });
  }

  private ask(question: Question): void {
    this.#typed = "";
    this.#quietSince = null;
    this.#state = { at: "asking", question };
  }

  private end(outcome: Extract<KeypadState, { at: "over" }>["outcome"]): void {
    this.forget();
    this.#state = { at: "over", outcome };
  }
}
