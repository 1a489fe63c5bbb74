import { eq, inArray, type SQL, sql } from "drizzle-orm";
import type { Db, Tx } from "@/db/client";
import { users } from "@/db/schema";
import type { Id } from "@/server/contract/ids";
import type { Scope } from "@/server/contract/team";

/** A person's places: those assigned one by one, and every place of their regions. As JSON, which both drivers read alike. */
export const placeIdsOfUser: SQL<Id[]> = sql<Id[]>`(
  select coalesce(json_agg(mine.id order by mine.id), '[]'::json) from (
    select user_places.place_id as id from user_places where user_places.user_id = users.id
    union
    select places.id from places where users.regions <> '[]' and jsonb_exists(users.regions, places.region)
  ) mine)`;

/** The stores and teams that a person is a member of, without those of regions. */
export const memberOfUser: SQL<Id[]> = sql<Id[]>`(
  select coalesce(json_agg(user_places.place_id order by user_places.place_id), '[]'::json)
  from user_places where user_places.user_id = users.id)`;

/** Loads the scopes of several people in one statement; missing people are left out. */
export async function scopesOf(db: Db | Tx, userIds: Id[]): Promise<Map<Id, Scope>> {
  if (userIds.length === 0) return new Map();
  const rows = await db
    .select({ id: users.id, all: users.scopeAll, placeIds: placeIdsOfUser })
    .from(users)
    .where(inArray(users.id, userIds));
  return new Map(rows.map(({ id, all, placeIds }) => [id, { all, placeIds }]));
}

/** Matches an e-mail address, ignoring case. */
export const hasEmail = (email: string): SQL => eq(sql`lower(${users.email})`, email.trim().toLowerCase());
