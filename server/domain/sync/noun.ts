import type { Db, Tx } from "@/db/client";
import type { FeedStream } from "@/server/contract/commerce";
import type { NounShape } from "@/server/contract/events";
import type { Id } from "@/server/contract/ids";
import type { PersonActor } from "@/server/contract/team";
import type { Masking } from "../text/mask";

/**
 * The recipient of an event: a person, with the customers, SKUs and streams they subscribe to. A live screen subscribes to what
 * it shows; a screen that catches up counts as subscribed to everything its person may read.
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

/** How one noun is pushed. Used through `registry.ts`. */
export type NounDescriptor<S extends NounShape> = {
  readonly events: Readonly<Record<S["events"], true>>;
  /** Pushed before the rest of its batch is loaded. Screens must not need an earlier event of another noun for it (ADR 0083). */
  readonly isUrgent?: true;
  /**
   * Names the subject of an event. Entities have their current state, so a screen that catches up needs only the last event of
   * each subject.
   * @returns null when a later event does not replace this one
   */
  subject(payload: S["payload"]): string | null;
  /**
   * Loads the entities of these events with the query that the router calls, in bulk.
   * @returns a function that shapes the entities for one masking class; an event whose subject no longer exists has none
   */
  load(db: Db | Tx, events: readonly EventOf<S>[]): Promise<(masking: Masking) => Entities<S> | Promise<Entities<S>>>;
  /** Decides by the read policy what this recipient receives: the entity, a reduced one, or nothing (null). */
  audience(recipient: Recipient, entity: S["entity"], event: EventOf<S>): S["entity"] | null;
  /** A recipient of the event must subscribe to one of these customers; a screen that catches up loads them together. */
  customers?(payload: S["payload"]): Id[];
  /** The tiles of the supervisor's board that the event may change. */
  tiles?(entity: S["entity"], event: EventOf<S>): { placeIds: (Id | null)[]; userIds: (Id | null)[] };
};

/** A descriptor for each noun of a map of shapes: one without its descriptor does not compile. */
export type NounDescriptors<Shapes extends Record<keyof Shapes, NounShape>> = {
  readonly [N in keyof Shapes]: NounDescriptor<Shapes[N]>;
};

/** The entity of every event, by cursor; events whose subject no longer exists are left out. */
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
