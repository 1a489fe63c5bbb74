import { type SQL, sql } from "drizzle-orm";
import { settingVersions } from "@/db/schema";
import { timeZone } from "./settings";

/**
 * The time zone in force at a place, for statements that list places: an administrator's correction, else what its system of
 * record says. The same as `settings.get(timeZone, placeId)`.
 */
export const placeTimeZone = (placeId: SQL, ofRecord: SQL): SQL<string> => sql`coalesce((
  select v.own ->> 'value' from ${settingVersions} v
  where v.key = ${timeZone.key} and v.region is null and v.place_id = ${placeId}
  order by v.version desc limit 1), ${ofRecord})`;
