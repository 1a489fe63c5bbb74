import type { EventType, NounShape } from "@/server/contract/events";
import type { Me } from "@/server/contract/team";
import type { CacheState } from "./cache-state";
import type { AnswersOf, CachedQueries } from "./cached-query";

/** What this screen does with one kind of pushed entity. `nouns.ts` registers it; `CacheBinding` and `applyEnvelope` drive it. */
export type NounPatch<E, Q extends CachedQueries = CachedQueries> = {
  /** The cached answers that the patch changes. */
  readonly query: Q;
  /** Puts the entity wherever those answers show it. Pure, and safe to repeat. */
  patch(cache: CacheState & AnswersOf<Q>, entity: E, push: { type: EventType; me: Me }): CacheState & AnswersOf<Q>;
};

type EntityIn<Shapes extends Record<keyof Shapes, NounShape>> = Shapes[keyof Shapes]["entity"];

/** A patch for every kind of entity of a map of nouns: one without its patch does not compile. */
export type NounPatches<Shapes extends Record<keyof Shapes, NounShape>> = {
  readonly [K in EntityIn<Shapes>["kind"]]: NounPatch<Extract<EntityIn<Shapes>, { kind: K }>>;
};
// biome-ignore lint/suspicious/noExplicitAny: each kind has its own entity
export type AnyPatches = Readonly<Record<string, NounPatch<any>>>;

/** Infers which answers a patch works on from the queries that it names. */
export const nounPatch = <E, Q extends CachedQueries>(noun: NounPatch<E, Q>): NounPatch<E, Q> => noun;
