import type { Db } from "@/db/client";
import { makeEndpoint, makePlace, makeUser } from "@/db/factories";
import type { PersonActor } from "@/server/contract/team";
import type { Caller } from "./callers";

/** A store with one person and one number, and a caller of its own. */
export type OneStore = Caller & { actor: PersonActor };

/** As many stores as calls: each call rings at a phone of its own. */
export async function seedManyStores(db: Db, count: number): Promise<OneStore[]> {
  const stores: OneStore[] = [];
  for (let n = 0; n < count; n++) {
    const { id: placeId } = await makePlace(db);
    const { actor } = await makeUser(db, { placeIds: [placeId] });
    const dials = `+1415555${2000 + n}`;
    await makeEndpoint(db, { placeId, address: dials });
    stores.push({ actor, dials, number: `+1206555${3000 + n}` });
  }
  return stores;
}
