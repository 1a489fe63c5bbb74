import type { Envelope, LoggedEvent } from "@/server/contract/events";
import type { Recipient } from "./noun";
import { pushedNouns, type Registry } from "./registry";

/**
 * Finds the envelope that one recipient receives of an event, by its noun's `audience`. An event of an unregistered noun
 * reaches nobody.
 * @returns the same object when the recipient receives all of it, so that recipients can share a frame; null for nothing
 */
export const envelopeFor = (
  recipient: Recipient,
  event: LoggedEvent,
  envelope: Envelope,
  registry: Registry = pushedNouns,
): Envelope | null => deliveryOf(event, registry)(recipient, envelope);

/** The same for many recipients, with a single lookup of the noun. */
export function deliveryOf(
  event: LoggedEvent,
  registry: Registry,
): (recipient: Recipient, envelope: Envelope) => Envelope | null {
  const noun = registry.get(event.type);
  if (!noun) return () => null;
  return (recipient, envelope) => {
    const entity = noun.audience(recipient, envelope.entity, event);
    if (!entity) return null;
    return entity === envelope.entity ? envelope : ({ ...envelope, entity } as Envelope);
  };
}
