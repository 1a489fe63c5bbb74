import { and, eq, isNull } from "drizzle-orm";
import type { Db, Tx } from "@/db/client";
import { users } from "@/db/schema";
import type { Id } from "@/server/contract/ids";
import type { PersonActor } from "@/server/contract/team";
import { memberOfUser, placeIdsOfUser } from "./scope";

/** A person with their current scope, to act in their name without a session, for which their id stands; null when they are disabled. */
export async function loadPerson(db: Db | Tx, userId: Id): Promise<PersonActor | null> {
  const [found] = await db
    .select({
      ...{ id: users.id, name: users.name, role: users.role, email: users.email },
      ...{ all: users.scopeAll, placeIds: placeIdsOfUser, memberOf: memberOfUser },
    })
    .from(users)
    .where(and(eq(users.id, userId), isNull(users.disabledAt)));
  if (!found) return null;
  const { all, placeIds, ...person } = found;
  return { kind: "person", ...person, sid: userId, scope: { all, placeIds } };
}
