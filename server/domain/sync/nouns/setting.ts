import type { PushedNouns } from "@/server/contract/events";
import { entitiesOf, type NounDescriptor } from "../noun";

/** Everybody receives that a setting changed, and nobody its value: what a screen may know of it, it refetches. */
export const setting: NounDescriptor<PushedNouns["setting"]> = {
  events: { "setting.changed": true },
  subject: ({ key }) => key,
  load: async (_, events) => () => entitiesOf(events, ({ payload }) => ({ kind: "setting", key: payload.key })),
  audience: (_, entity) => entity,
};
