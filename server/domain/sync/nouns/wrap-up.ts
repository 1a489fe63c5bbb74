import type { PushedNouns } from "@/server/contract/events";
import { rawWrapUps, toWrapUp } from "@/server/domain/calls/wrap-up-view";
import { entitiesOf, idsOf, type NounDescriptor } from "../noun";

export const wrapUp: NounDescriptor<PushedNouns["wrapUp"]> = {
  events: { "wrap_up.began": true, "wrap_up.changed": true },
  subject: ({ wrapUpId }) => wrapUpId,

  async load(db, events) {
    const raws = await rawWrapUps(
      db,
      idsOf(events, ({ payload }) => payload.wrapUpId),
    );
    const found = new Map(raws.map((raw) => [raw.id, raw]));
    return (masking) =>
      entitiesOf(events, ({ payload }) => {
        const raw = found.get(payload.wrapUpId);
        return raw && { kind: "wrap_up", wrapUp: toWrapUp(raw, masking) };
      });
  },

  /** Nobody but the person who wraps up. */
  audience: ({ actor }, entity, { payload }) => (actor.id === payload.userId ? entity : null),
};
