import { Webhook } from "standardwebhooks";
import { z } from "zod";
import {
  type CardContext,
  type EnteredCard,
  type PaymentAnswer,
  PaymentError,
  type PaymentService,
} from "@/server/contract/payments";
import { systemClock } from "@/server/lib/clock";
import type { Env } from "@/server/lib/env";
import { OutboundError, type OutboundResponse, outbound } from "@/server/lib/outbound";
import { cleanText, oneLine } from "@/server/lib/text";

/** The customer waits meanwhile. */
const TIMEOUT_MS = 20_000;
const MAX_ANSWER_BYTES = 16 * 1024;

type Options = { url: string; secret: string; timeoutMs?: number };

/** The payment service that the operator connected; null without one. */
export function openPayments({ PAYMENT_URL, PAYMENT_SECRET }: Env): PaymentService | null {
  return PAYMENT_URL && PAYMENT_SECRET ? signedPayments({ url: PAYMENT_URL, secret: PAYMENT_SECRET }) : null;
}

/**
 * A payment service that gets each card by one signed request (docs/integrating.md). Nothing of the request is logged or kept, and no error
 * repeats it.
 */
export function signedPayments({ url, secret, timeoutMs = TIMEOUT_MS }: Options): PaymentService {
  return {
    async take(card, context) {
      const body = bodyOf(card, context);
      const id = `card_${context.entryId}`;
      const now = systemClock();
      const headers = {
        ...{ "content-type": "application/json", accept: "application/json" },
        "content-length": String(Buffer.byteLength(body)),
        ...{ "webhook-id": id, "webhook-timestamp": String(Math.floor(now.getTime() / 1000)) },
        "webhook-signature": new Webhook(secret).sign(id, now, body),
      };
      const request = { method: "POST", url: new URL(url), headers, body, timeoutMs, maxBytes: MAX_ANSWER_BYTES };
      const answer = await outbound(request).catch((error: unknown): never => {
        if (!(error instanceof OutboundError)) throw new PaymentError("unknown", "no answer");
        throw new PaymentError(error.mayHaveArrived ? "unknown" : "unreachable", error.reason);
      });
      return read(answer, card);
    },
  };
}

function bodyOf({ number, expiry, code }: EnteredCard, context: CardContext): string {
  const { entryId: id, callId, conversationId, customerId, placeId, userId } = context;
  const card = { number, expiryMonth: expiry.slice(0, 2), expiryYear: `20${expiry.slice(2)}`, securityCode: code };
  return JSON.stringify({ type: "card.entered", id, card, callId, conversationId, customerId, placeId, userId });
}

const Answer = z.discriminatedUnion("outcome", [
  z.object({
    outcome: z.literal("taken"),
    reference: z.string().regex(/^[\w.:-]{1,100}$/),
    brand: z.string().regex(/^\p{L}[\p{L} -]{0,39}$/u),
    last4: z.string().regex(/^\d{4}$/),
  }),
  z.object({ outcome: z.literal("declined"), reason: z.string().nullish() }),
]);

/** A refused request took nothing; after any other failure nobody knows. */
function read({ status, body }: OutboundResponse, { number }: EnteredCard): PaymentAnswer {
  if (status !== 200)
    throw new PaymentError(status >= 300 && status < 500 ? "unreachable" : "unknown", `status ${status}`);
  const answer = Answer.safeParse(json(body)).data;
  if (!answer) throw new PaymentError("unknown", "an answer that does not fit");
  if (answer.outcome === "declined") return { outcome: "declined", reason: withoutDigits(answer.reason) };
  const { outcome, reference, brand, last4 } = answer;
  if (!number.endsWith(last4)) throw new PaymentError("unknown", "an answer about another card");
  if (digitsOf(reference).includes(number)) throw new PaymentError("unknown", "an answer that repeats the card");
  return { outcome, reference, brand, last4 };
}

const digitsOf = (text: string): string => text.replace(/\P{Nd}/gu, "");
/** As short as a security code, or an expiry without its zero. */
const PART_OF_A_CARD = 3;

/** A reason that could hold a part of a card is dropped: it would be stored and shown. */
function withoutDigits(reason: string | null | undefined): string | null {
  const text = oneLine(cleanText(reason ?? ""), 200);
  return digitsOf(text).length >= PART_OF_A_CARD ? null : text || null;
}

function json(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString("utf8"));
  } catch {
    return null;
  }
}
