import { DomainError } from "@/server/contract/errors";
import type { Id } from "@/server/contract/ids";
import type { Write } from "@/server/domain/command";
import { checkContact, keepContact, type LeftContact } from "@/server/domain/customers/left-contact";
import { previewOf } from "../record/preview";
import type { Arrival } from "./arrival";

type Stored = { arrival: Arrival; placeId: Id; customerId: Id | null };
export type LeftWith = { one: Stored; contact: LeftContact };

/**
 * Checks the contacts that visitors left with their messages, before these are stored. The widget checks first; what could not
 * be checked there and is none stays in the message, so that nothing a visitor said is lost.
 * @returns those to keep
 */
export async function checkLeftContacts({ tx }: Write, pending: readonly Stored[]): Promise<LeftWith[]> {
  const left: LeftWith[] = [];
  for (const one of pending) {
    const { leftContact, from } = one.arrival;
    if (leftContact === null || from.kind !== "visitor") continue;
    try {
      left.push({ one, contact: await checkContact(tx, one.placeId, leftContact) });
    } catch (error) {
      if (!(error instanceof DomainError)) throw error;
      const text = [one.arrival.text, `Contact: ${leftContact}`].filter(Boolean).join("\n\n");
      one.arrival = { ...one.arrival, text, preview: previewOf(text, 0) };
    }
  }
  return left;
}

/** Keeps them as unverified identities of whoever wrote. */
export async function keepLeftContacts(write: Write, left: readonly LeftWith[]): Promise<void> {
  for (const { one, contact } of left) {
    const { from, itemId } = one.arrival;
    await keepContact(write, {
      visitorId: from.value,
      customerId: one.customerId as Id,
      contact,
      sourceRef: itemId,
    });
  }
}
