import { asc, inArray, sql } from "drizzle-orm";
import type { Db, Tx } from "@/db/client";
import { users } from "@/db/schema";
import type { Id } from "@/server/contract/ids";
import type { Person, PersonAccount } from "@/server/contract/team";
import type { Ctx } from "../context";
import { requireAdministrator } from "./policy";
import { placeIdsOfUser } from "./scope";

const byName = [asc(sql`lower(${users.name})`), asc(users.id)] as const;

/** A person, as colleagues see them. */
const person = {
  id: users.id,
  name: users.name,
  role: users.role,
  placeIds: placeIdsOfUser,
  scopeAll: users.scopeAll,
  disabled: sql<boolean>`${users.disabledAt} is not null`,
};

/** Everybody, as colleagues see them: for assigning and transferring. @source Storeline `users` */
export async function listPeople({ db }: Pick<Ctx, "db">): Promise<Person[]> {
  return db
    .select(person)
    .from(users)
    .orderBy(...byName);
}

/** These people, as colleagues see them; in no order. @source Storeline `users` */
export async function peopleById(db: Db | Tx, ids: Id[]): Promise<Person[]> {
  return ids.length === 0 ? [] : db.select(person).from(users).where(inArray(users.id, ids));
}

/**
 * Everybody, as administrators edit them: `placeIds` are those assigned one by one, without those of regions.
 * @throws DomainError "forbidden"
 * @source Storeline `users`
 */
export async function listAccounts({ db, actor }: Pick<Ctx, "db" | "actor">): Promise<PersonAccount[]> {
  requireAdministrator(actor);
  return db
    .select({
      id: users.id,
      name: users.name,
      role: users.role,
      email: users.email,
      scopeAll: users.scopeAll,
      regions: users.regions,
      hasPassword: sql<boolean>`${users.passwordHash} is not null`,
      disabled: sql<boolean>`${users.disabledAt} is not null`,
      placeIds: sql<string[]>`(select coalesce(json_agg(user_places.place_id order by user_places.place_id), '[]'::json)
        from user_places where user_places.user_id = users.id)`,
    })
    .from(users)
    .orderBy(...byName);
}
