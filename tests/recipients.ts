import type { PersonActor } from "@/server/contract/team";
import type { Recipient } from "@/server/domain/sync/noun";

/** A person who subscribes to these customers (by default all) and all stock. */
export const recipientOf = (
  actor: PersonActor,
  isSubscribedToCustomer: Recipient["isSubscribedToCustomer"] = () => true,
): Recipient => ({ actor, isSubscribedToCustomer, isSubscribedToSku: () => true, isSubscribedToStream: () => true });
