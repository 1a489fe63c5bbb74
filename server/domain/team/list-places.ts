import { asc, eq, inArray, sql } from "drizzle-orm";
import type { Db, Tx } from "@/db/client";
import { places } from "@/db/schema";
import type { Id } from "@/server/contract/ids";
import type { Place } from "@/server/contract/team";
import type { Ctx } from "../context";
import { placeTimeZone } from "../hours/place-time-zone";

const place = {
  id: places.id,
  kind: places.kind,
  code: places.code,
  name: places.name,
  region: places.region,
  timeZone: placeTimeZone(sql`${places.id}`, sql`${places.timeZone}`),
};

/** These places, and whether they take work; unsorted. @source Storeline `places` */
export async function placesById(db: Db | Tx, ids: Id[]): Promise<{ place: Place; takesWork: boolean }[]> {
  return ids.length === 0
    ? []
    : db.select({ place, takesWork: places.takesWork }).from(places).where(inArray(places.id, ids));
}

/** The name of every place, of those that take no work, too. @source Storeline `places` */
export async function listPlaceNames({ db }: Pick<Ctx, "db">): Promise<Pick<Place, "id" | "name">[]> {
  return db.select({ id: places.id, name: places.name }).from(places);
}

/** Every place that takes work. @source Storeline `places` */
export async function listPlaces({ db }: Pick<Ctx, "db">): Promise<Place[]> {
  return db
    .select(place)
    .from(places)
    .where(eq(places.takesWork, true))
    .orderBy(asc(sql`lower(${places.name})`), asc(places.id));
}
