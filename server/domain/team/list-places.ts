import { asc, eq, sql } from "drizzle-orm";
import { places } from "@/db/schema";
import type { Place } from "@/server/contract/team";
import type { Ctx } from "../context";

/** Every place work can land at. @source Storeline `places` */
export async function listPlaces({ db }: Pick<Ctx, "db">): Promise<Place[]> {
  return db
    .select({
      id: places.id,
      kind: places.kind,
      code: places.code,
      name: places.name,
      region: places.region,
      timeZone: places.timeZone,
    })
    .from(places)
    .where(eq(places.takesWork, true))
    .orderBy(asc(sql`lower(${places.name})`), asc(places.id));
}
