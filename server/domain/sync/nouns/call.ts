import type { PushedNouns } from "@/server/contract/events";
import { asSeenBy, isParty, rawCalls, toLiveCall } from "@/server/domain/calls/live-call";
import { entitiesOf, idsOf, type NounDescriptor } from "../noun";

export const call: NounDescriptor<PushedNouns["call"]> = {
  events: {
    "call.started": true,
    "call.rang": true,
    "call.answered": true,
    "call.changed": true,
    "call.ended": true,
  },
  // It rings until this arrives, and nobody should answer what somebody has answered.
  isUrgent: true,
  // A later event of the call names everybody whom an earlier one named.
  subject: ({ callId }) => callId,

  async load(db, events) {
    const raws = await rawCalls(
      db,
      idsOf(events, ({ payload }) => payload.callId),
    );
    return (masking) => {
      const calls = new Map(raws.map((raw) => [raw.call.id, toLiveCall(raw, masking)]));
      return entitiesOf(events, ({ payload }) => {
        const found = calls.get(payload.callId);
        return found && { kind: "call", call: found };
      });
    };
  },

  /** All of it for those whom it rings or who take part in it; for those who did before, that they have left it. */
  audience({ actor }, entity) {
    if (entity.kind !== "call") return null;
    if (isParty(entity.call, actor.id)) return { kind: "call", call: asSeenBy(entity.call, actor) };
    const endedAs = entity.call.legs.findLast((leg) => leg.userId === actor.id)?.endedAs;
    return endedAs ? { kind: "call_left", callId: entity.call.id, endedAs } : null;
  },
};
