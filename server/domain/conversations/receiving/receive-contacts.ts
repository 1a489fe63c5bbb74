import { DomainError } from "@/server/contract/errors";
import type { Write } from "@/server/domain/command";
import { checkContact, keepContact } from "@/server/domain/customers/left-contact";
import { previewOf } from "../record/preview";
import type { Arrival, Stored, Unstored } from "./arrival";

/**
 * Validates the contact that a visitor left with a message, before it is stored. The widget validates first. An invalid contact
 * that gets through stays in the message text, so that it is not lost.
 */
export async function checkLeftContact({ tx }: Write, { arrival, placeId }: Unstored): Promise<Arrival> {
  const { leftContact, from } = arrival;
  if (leftContact === null || from.kind !== "visitor") return { ...arrival, leftContact: null };
  try {
    return { ...arrival, checkedContact: await checkContact(tx, placeId, leftContact) };
  } catch (error) {
    if (!(error instanceof DomainError)) throw error;
    const text = [arrival.text, `Contact: ${leftContact}`].filter(Boolean).join("\n\n");
    return { ...arrival, leftContact: null, text, preview: previewOf(text, 0) };
  }
}

/** Keeps it as an unverified identity of the customer. */
export async function keepLeftContact(write: Write, { arrival, customerId }: Stored): Promise<void> {
  const { checkedContact: contact, from, itemId } = arrival;
  if (contact) await keepContact(write, { visitorId: from.value, customerId, contact, sourceRef: itemId });
}
