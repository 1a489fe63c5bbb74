import { and, eq, gt, isNull } from "drizzle-orm";
import { sessions, users } from "@/db/schema";
import type { Id } from "@/server/contract/ids";
import type { PersonActor } from "@/server/contract/team";
import type { Ctx } from "../context";
import { placeIdsOfUser } from "./scope";

/** Who acts in this session, with their scope as it is now; null when it has ended, expired, or the person is disabled. */
export async function loadSession({ db, now }: Pick<Ctx, "db" | "now">, sid: Id): Promise<PersonActor | null> {
  const [row] = await db
    .select({ id: users.id, name: users.name, role: users.role, all: users.scopeAll, placeIds: placeIdsOfUser })
    .from(sessions)
    .innerJoin(users, eq(users.id, sessions.userId))
    .where(
      and(eq(sessions.id, sid), isNull(sessions.endedAt), gt(sessions.expiresAt, now()), isNull(users.disabledAt)),
    );
  if (!row) return null;
  const { id, name, role, all, placeIds } = row;
  return { kind: "person", id, name, role, sid, scope: { all, placeIds } };
}
