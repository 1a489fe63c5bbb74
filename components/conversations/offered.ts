import type { ConversationRow } from "@/server/contract/conversations";
import type { Me } from "@/server/contract/team";

/** Whether the offer is made to this person or to a place where they work. */
export function isOfferedTo({ offer }: ConversationRow, me: Pick<Me, "id" | "scope">): boolean {
  if (!offer || offer.from.id === me.id) return false;
  if (offer.toUser) return offer.toUser.id === me.id;
  return offer.toPlace !== null && !me.scope.all && me.scope.placeIds.includes(offer.toPlace.id);
}
