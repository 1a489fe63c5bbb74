import type { LoggedEvent } from "@/server/contract/events";
import type { Ctx } from "@/server/domain/context";
import { type Hydrated, hydrate, hydrateBoth } from "@/server/domain/sync/hydrate";
import type { Registry } from "@/server/domain/sync/registry";
import type { Subscriber } from "./fan-out";

/** Loads the entities of a batch, for the masking classes that have a screen on this node. */
export async function hydrateFor(
  db: Ctx["db"],
  batch: LoggedEvent[],
  subscribers: readonly Subscriber[],
  registry: Registry,
): Promise<{ clear: Hydrated; masked: Hydrated }> {
  const nothing: Hydrated = new Map();
  const someMasked = subscribers.some(({ data }) => data.isMasked);
  const someClear = subscribers.some(({ data }) => !data.isMasked);
  if (someMasked && someClear) return hydrateBoth(db, batch, registry);
  const one = someMasked || someClear ? await hydrate(db, batch, { masked: someMasked }, registry) : nothing;
  return someMasked ? { clear: nothing, masked: one } : { clear: one, masked: nothing };
}
