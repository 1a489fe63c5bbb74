import type { Envelope, LoggedEvent } from "@/server/contract/events";
import type { Recipient } from "./noun";
import { pushedNouns, type Registry } from "./registry";

/**
 * The envelope one recipient receives of an event, as its noun's `audience` decides. An event of a noun that is not registered reaches
 * nobody.
 * @returns the same object when it is all of it, so that one frame serves many recipients; null for nothing
 */
export const envelopeFor = (
  recipient: Recipient,
  event: LoggedEvent,
  envelope: Envelope,
  registry: Registry = pushedNouns,
): Envelope | null => deliveryOf(event, registry)(recipient, envelope);

/** The same for many recipients: the noun is looked up once. */
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
