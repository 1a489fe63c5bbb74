import type { PushedNouns } from "@/server/contract/events";
import { canRead } from "@/server/domain/conversations/record/policy";
import { entitiesOf, type NounDescriptor } from "../noun";

/** A number or site of ours, pushed to people who may read a conversation that can use it for replies. */
export const endpoint: NounDescriptor<PushedNouns["endpoint"]> = {
  events: { "endpoint.changed": true },
  // Each event names the places concerned at that time, so a later event does not replace it.
  subject: () => null,
  load: async (_, events) => () =>
    entitiesOf(events, ({ payload: { endpointId, placeIds } }) => ({ kind: "endpoint", endpointId, placeIds })),
  audience({ actor }, entity, { payload: { placeIds, userIds } }) {
    const userId = userIds.includes(actor.id) ? actor.id : null;
    const isReader = placeIds.some((placeId) =>
      canRead(actor, { placeId, userId, offeredUserId: null, offeredPlaceId: null }),
    );
    return isReader ? entity : null;
  },
};
