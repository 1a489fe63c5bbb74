import type { Db, Tx } from "@/db/client";
import type { FeedStream } from "@/server/contract/commerce";
import type { NounShape } from "@/server/contract/events";
import type { Id } from "@/server/contract/ids";
import type { PersonActor } from "@/server/contract/team";
import type { Masking } from "../text/mask";

/**
 * The recipient of an event: a person, with the customers and stock they follow. Live, that is what their
 * screen shows; while catching up, all they may read.
 */
export type Recipient = {
  actor: PersonActor;
  isSubscribedToCustomer(customerId: Id): boolean;
  isSubscribedToSku(skuId: Id): boolean;
  isSubscribedToStream(stream: FeedStream): boolean;
};

/** One row of the log, of this noun. */
export type EventOf<S extends NounShape> = { cursor: string; type: S["events"]; payload: S["payload"]; at: Date };

/** Entities by the cursor of their event. */
type Entities<S extends NounShape> = ReadonlyMap<string, S["entity"]>;

/** Everything the server knows about pushing one noun. `registry.ts` drives it. */
export type NounDescriptor<S extends NounShape> = {
  readonly events: Readonly<Record<S["events"], true>>;
  /**
   * Names what an event is about. Entities are as they are now, so of several events about one subject the last is enough for a
   * screen that catches up.
   * @returns null when no later event says the same
   */
  subject(payload: S["payload"]): string | null;
  /**
   * Reads what these events are about, with the query that the router calls; never once per event.
   * @returns a function that shapes what was read for one masking class; an event whose subject is gone has no entity
   */
  load(db: Db | Tx, events: readonly EventOf<S>[]): Promise<(masking: Masking) => Entities<S> | Promise<Entities<S>>>;
  /**
   * Decides, by the read policy, what this recipient receives: the entity itself, another that says less, or nothing (null).
   */
  audience(recipient: Recipient, entity: S["entity"], event: EventOf<S>): S["entity"] | null;
  /** The customers of whom one must be followed to receive the event; a screen that catches up reads them together. */
  customers?(payload: S["payload"]): Id[];
  /** The tiles of the supervisor's board that the event may change. */
  tiles?(entity: S["entity"], event: EventOf<S>): { placeIds: (Id | null)[]; userIds: (Id | null)[] };
};

/** A descriptor for each noun of a map of shapes: one without its descriptor does not compile. */
export type NounDescriptors<Shapes extends Record<keyof Shapes, NounShape>> = {
  readonly [N in keyof Shapes]: NounDescriptor<Shapes[N]>;
};

/** Every event's entity, by its cursor; events whose subject is gone are left out. */
export function entitiesOf<E extends { cursor: string }, T>(
  events: readonly E[],
  entity: (event: E) => T | null | undefined,
): ReadonlyMap<string, T> {
  return new Map(
    events.flatMap((event) => {
      const found = entity(event);
      return found ? [[event.cursor, found] as const] : [];
    }),
  );
}

/** The different ids that these events name. */
export const idsOf = <E>(events: readonly E[], id: (event: E) => Id): Id[] => [...new Set(events.map(id))];
