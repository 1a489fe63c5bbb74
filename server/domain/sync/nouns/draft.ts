import type { PushedNouns } from "@/server/contract/events";
import { type DraftRef, draftsOf } from "@/server/domain/conversations/drafts/draft-rows";
import { entitiesOf, type NounDescriptor } from "../noun";

const keyOf = ({ userId, conversationId, mode }: DraftRef): string => [userId, conversationId, mode].join();

/** Only for its author. */
export const draft: NounDescriptor<PushedNouns["draft"]> = {
  events: { "draft.changed": true },
  subject: keyOf,
  async load(db, events) {
    const rows = await draftsOf(
      db,
      events.map(({ payload }) => payload),
    );
    const found = new Map(rows.map(({ ref, draft: one }) => [keyOf(ref), one]));
    return () =>
      entitiesOf(events, ({ payload }) => {
        const one = found.get(keyOf(payload));
        return one && { kind: "draft", draft: one };
      });
  },
  audience: ({ actor }, entity, { payload }) => (payload.userId === actor.id ? entity : null),
};
