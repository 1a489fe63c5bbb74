import * as z from "zod";
import type { Explanation } from "./errors";
import { Id } from "./ids";

/** A way to reach a customer, by the ids of one of our endpoints and one of their addresses. */
export const DestinationRef = z.strictObject({ endpointId: Id, identityId: Id });
export type DestinationRef = z.infer<typeof DestinationRef>;

/**
 * A way in which a reply can reach the customer from the conversation's place, or an address that cannot be reached from there.
 */
export type ReplyDestination = {
  /** Null when no endpoint here reaches the address. */
  endpointId: Id | null;
  identityId: Id;
  /** Null without an endpoint. */
  channel: string | null;
  /** The customer's address, formatted for people; masked for partner agents. */
  contact: string;
  /** Our endpoint's label. */
  from: string | null;
  /** False for a contact that a chat visitor left. */
  isVerified: boolean;
  /** The one the customer used last. */
  isLastUsed: boolean;
  /** Why nothing can be sent there, or null. */
  blocked: Explanation | null;
};
