import type { Id } from "./ids";

/** A card as it was entered, on its way to the payment service. It is never stored, logged or sent anywhere else. */
export type EnteredCard = {
  /** Digits alone. */
  number: string;
  /** MMYY. */
  expiry: string;
  code: string;
};
/** Where a card was entered. `entryId` names this entry for good: a service that gets it twice has it once. */
export type CardContext = { entryId: Id; callId: Id; conversationId: Id; customerId: Id; placeId: Id; userId: Id };

export type PaymentAnswer =
  | { outcome: "taken"; reference: string; brand: string; last4: string }
  | { outcome: "declined"; reason: string | null };

/** What takes cards that customers enter by keypad. An optional service that the operator connects. */
export type PaymentService = {
  /** Sends a card once. @throws PaymentError */
  take(card: EnteredCard, context: CardContext): Promise<PaymentAnswer>;
};

/** `unreachable`: the service did not get the card; `unknown`: it may have got it. */
export class PaymentError extends Error {
  constructor(
    readonly outcome: "unreachable" | "unknown",
    /** Without text of the service, which may repeat what it was sent. */
    readonly reason: string,
  ) {
    super(`payment service ${outcome}: ${reason}`);
    this.name = "PaymentError";
  }
}
