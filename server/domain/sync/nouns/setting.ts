import type { PushedNouns } from "@/server/contract/events";
import { entitiesOf, type NounDescriptor } from "../noun";

/** Everybody is notified that a setting changed, without its value; screens refetch what they may see. */
export const setting: NounDescriptor<PushedNouns["setting"]> = {
  events: { "setting.changed": true },
  subject: ({ key }) => key,
  load: async (_, events) => () => entitiesOf(events, ({ payload }) => ({ kind: "setting", key: payload.key })),
  audience: (_, entity) => entity,
};
