import type { PushedNouns } from "@/server/contract/events";
import { peopleById } from "../../team/list-people";
import { placesById } from "../../team/list-places";
import { preferencesOf } from "../../team/preferences";
import { entitiesOf, idsOf, type NounDescriptor } from "../noun";

/** Visible to everybody: all staff may list the people. */
export const person: NounDescriptor<PushedNouns["person"]> = {
  events: { "person.changed": true },
  subject: ({ userId }) => userId,
  async load(db, events) {
    const found = await peopleById(
      db,
      idsOf(events, ({ payload }) => payload.userId),
    );
    const people = new Map(found.map((one) => [one.id, { kind: "person" as const, person: one }]));
    return () => entitiesOf(events, ({ payload }) => people.get(payload.userId));
  },
  audience: (_, entity) => entity,
  tiles: (entity) => ({ placeIds: [], userIds: [entity.person.id] }),
};

/** Only for the person whose they are. */
export const preferences: NounDescriptor<PushedNouns["preferences"]> = {
  events: { "preferences.changed": true },
  subject: ({ userId }) => userId,
  async load(db, events) {
    const found = await preferencesOf(
      db,
      idsOf(events, ({ payload }) => payload.userId),
    );
    return () =>
      entitiesOf(events, ({ payload }) => {
        const own = found.get(payload.userId);
        return own && { kind: "preferences", preferences: own };
      });
  },
  audience: ({ actor }, entity, { payload }) => (payload.userId === actor.id ? entity : null),
};

/** Everybody may list the places. */
export const place: NounDescriptor<PushedNouns["place"]> = {
  events: { "place.changed": true },
  subject: ({ placeId }) => placeId,
  async load(db, events) {
    const found = await placesById(
      db,
      idsOf(events, ({ payload }) => payload.placeId),
    );
    const places = new Map(found.map((one) => [one.place.id, { kind: "place" as const, ...one }]));
    return () => entitiesOf(events, ({ payload }) => places.get(payload.placeId));
  },
  audience: (_, entity) => entity,
  tiles: (entity) => ({ placeIds: [entity.place.id], userIds: [] }),
};

/** The gateway acts on the end of a session; no screen receives it. */
export const session: NounDescriptor<PushedNouns["session"]> = {
  events: { "session.ended": true },
  subject: () => null,
  load: async (_, events) => () => entitiesOf(events, () => ({ kind: "session" })),
  audience: () => null,
};
