import type { PersonActor } from "@/server/contract/team";
import type { Recipient } from "@/server/domain/sync/noun";

/** A person who follows these customers (all, unless said otherwise) and all stock. */
export const recipientOf = (
  actor: PersonActor,
  followsCustomer: Recipient["followsCustomer"] = () => true,
): Recipient => ({ actor, followsCustomer, followsSku: () => true, followsStream: () => true });
