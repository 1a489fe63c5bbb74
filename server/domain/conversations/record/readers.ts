import { and, inArray, isNull } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { users } from "@/db/schema";
import type { Placement } from "@/server/contract/events";
import type { Id } from "@/server/contract/ids";
import type { PersonActor } from "@/server/contract/team";
import { scopesOf } from "@/server/domain/team/scope";
import { canRead } from "./policy";

/** The people among these who may read a conversation now, by the same rule as their own requests. A disabled person reads nothing. */
export async function readersAmong(tx: Tx, userIds: readonly Id[], at: Placement): Promise<ReadonlySet<Id>> {
  if (userIds.length === 0) return new Set();
  const enabled = await tx
    .select({ id: users.id, name: users.name, role: users.role })
    .from(users)
    .where(and(inArray(users.id, [...userIds]), isNull(users.disabledAt)));
  const scopes = await scopesOf(
    tx,
    enabled.map(({ id }) => id),
  );
  const readers = enabled.filter((person) => {
    const actor: PersonActor = { ...person, kind: "person", sid: "", scope: scopes.get(person.id) ?? NOWHERE };
    return canRead(actor, at);
  });
  return new Set(readers.map(({ id }) => id));
}

const NOWHERE = { all: false, placeIds: [] };
