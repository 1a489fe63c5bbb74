import type { EventType, NounShape } from "@/server/contract/events";
import type { Me } from "@/server/contract/team";
import type { CacheState } from "./cache-state";
import type { AnswersOf, CachedQueries } from "./cached-query";

/** How a screen applies one kind of pushed entity. Registered in `nouns.ts`; used by `CacheBinding` and `applyEnvelope`. */
export type NounPatch<E, Q extends CachedQueries = CachedQueries> = {
  /** The cached results that the patch changes. */
  readonly query: Q;
  /** Updates the entity in those results. Pure and idempotent. */
  patch(cache: CacheState & AnswersOf<Q>, entity: E, push: { type: EventType; me: Me }): CacheState & AnswersOf<Q>;
};

type EntityIn<Shapes extends Record<keyof Shapes, NounShape>> = Shapes[keyof Shapes]["entity"];

/** A patch for every kind of entity of a map of nouns: one without its patch does not compile. */
export type NounPatches<Shapes extends Record<keyof Shapes, NounShape>> = {
  readonly [K in EntityIn<Shapes>["kind"]]: NounPatch<Extract<EntityIn<Shapes>, { kind: K }>>;
};
// biome-ignore lint/suspicious/noExplicitAny: each kind has its own entity
export type AnyPatches = Readonly<Record<string, NounPatch<any>>>;

/** Infers the data of a patch from the queries that it names. */
export const nounPatch = <E, Q extends CachedQueries>(noun: NounPatch<E, Q>): NounPatch<E, Q> => noun;
