import type { Write } from "@/server/domain/command";
import { applyKeyword } from "../opt-out/apply-keyword";
import type { Arrival, Stored, Unstored } from "./arrival";
import { attachReceived } from "./receive-attachments";
import { checkLeftContact, keepLeftContact } from "./receive-contacts";
import { learnName } from "./receive-name";

/** An effect of a customer's message, in the transaction that stores it. */
type ReceiveEffect = {
  name: string;
  /** Decided by the message alone. A message that no effect concerns is stored by a single statement (ADR 0014, ADR 0039). */
  concerns(arrival: Arrival): boolean;
  /** @returns the message as it is stored */
  before?(write: Write, one: Unstored): Promise<Arrival>;
  after?(write: Write, stored: Stored): Promise<void>;
};

/**
 * The effects of a received message, in this order. Anything that follows every message (routing, notifications, automation) is
 * not an effect but a consumer of `message.received`, which both write paths emit.
 */
export const RECEIVE_EFFECTS: readonly ReceiveEffect[] = [
  {
    name: "files",
    concerns: ({ attachments, attachmentIds }) => attachments.length + attachmentIds.length > 0,
    after: attachReceived,
  },
  {
    name: "consent keyword",
    concerns: ({ keyword }) => keyword !== null,
    after: async (write, { arrival, ...stored }) => {
      const { keyword, from, itemId, text, answersKeywords: answers } = arrival;
      if (keyword) await applyKeyword(write, { ...stored, keyword, from, itemId, text, answers });
    },
  },
  { name: "name", concerns: ({ displayName }) => displayName !== null, after: learnName },
  {
    name: "left contact",
    concerns: ({ leftContact }) => leftContact !== null,
    before: checkLeftContact,
    after: keepLeftContact,
  },
  // These identities are used to find the customer, before the message is stored.
  { name: "proven identities", concerns: ({ alsoKnownAs }) => alsoKnownAs.length > 0 },
];

/** Whether no effect concerns the message: only text, and nothing new about the sender. */
export const isPlain = (arrival: Arrival): boolean => !RECEIVE_EFFECTS.some(({ concerns }) => concerns(arrival));

/** @returns the message as it is stored */
export async function runBefore(write: Write, one: Unstored): Promise<Arrival> {
  let { arrival } = one;
  for (const { concerns, before } of RECEIVE_EFFECTS)
    if (before && concerns(arrival)) arrival = await before(write, { ...one, arrival });
  return arrival;
}

/** Runs each effect for all messages before the next effect. */
export async function runAfter(write: Write, stored: readonly Stored[]): Promise<void> {
  for (const { concerns, after } of RECEIVE_EFFECTS)
    for (const one of stored) if (after && concerns(one.arrival)) await after(write, one);
}
