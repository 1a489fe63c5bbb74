import type { Db, Tx } from "@/db/client";
import type { Envelope, LoggedEvent } from "@/server/contract/events";
import type { Masking } from "../text/mask";
import { pushedNouns, type RegisteredNoun, type Registry } from "./registry";

/** The envelopes of a batch of events, by cursor. An event whose subject no longer exists has none. */
export type Hydrated = ReadonlyMap<string, Envelope>;

/**
 * Turns events into envelopes with the shapes of queries. Each noun of the batch is loaded once, however many events it has.
 * Rows have their current state; items are those that the event names. Does not authorize: see `audience.ts`.
 */
export async function hydrate(
  db: Db | Tx,
  batch: readonly LoggedEvent[],
  masking: Masking,
  registry: Registry = pushedNouns,
): Promise<Hydrated> {
  return (await load(db, batch, registry))(masking);
}

/** The same for recipients of both masking classes, with a single read. */
export async function hydrateBoth(
  db: Db | Tx,
  batch: readonly LoggedEvent[],
  registry: Registry = pushedNouns,
): Promise<{ clear: Hydrated; masked: Hydrated }> {
  const shape = await load(db, batch, registry);
  return { clear: await shape({ masked: false }), masked: await shape({ masked: true }) };
}

async function load(db: Db | Tx, batch: readonly LoggedEvent[], registry: Registry) {
  const loaded: Awaited<ReturnType<RegisteredNoun["load"]>>[] = [];
  for (const [noun, events] of byNoun(batch, registry)) loaded.push(await noun.load(db, events));
  return async (masking: Masking): Promise<Hydrated> => {
    const entities = new Map<string, unknown>();
    for (const shape of loaded) for (const [cursor, entity] of await shape(masking)) entities.set(cursor, entity);
    return new Map(
      batch.flatMap(({ cursor, type, at }) => {
        const entity = entities.get(cursor);
        return entity ? [[cursor, { type, at: at.toISOString(), entity } as Envelope] as const] : [];
      }),
    );
  };
}

function byNoun(batch: readonly LoggedEvent[], registry: Registry): Map<RegisteredNoun, LoggedEvent[]> {
  const events = new Map<RegisteredNoun, LoggedEvent[]>();
  for (const event of batch) {
    const noun = registry.get(event.type);
    if (!noun) continue;
    const own = events.get(noun);
    if (own) own.push(event);
    else events.set(noun, [event]);
  }
  return events;
}
