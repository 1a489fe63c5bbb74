import type { PushedNouns } from "@/server/contract/events";
import { canUse } from "../../replies/policy";
import { entitiesOf, type NounDescriptor } from "../noun";

/** Notifies everybody who may use a saved reply that it changed, without its text. Screens that show saved replies refetch them. */
export const savedReply: NounDescriptor<PushedNouns["savedReply"]> = {
  events: { "saved_reply.changed": true },
  subject: ({ replyId }) => replyId,
  load: async (_, events) => () => entitiesOf(events, () => ({ kind: "saved_reply" })),
  audience: ({ actor }, entity, { payload }) => (canUse(actor, payload) ? entity : null),
};
