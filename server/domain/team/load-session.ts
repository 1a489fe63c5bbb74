import { and, eq, gt, isNull, sql } from "drizzle-orm";
import { sessions, users } from "@/db/schema";
import type { Id } from "@/server/contract/ids";
import type { PersonActor } from "@/server/contract/team";
import type { Ctx } from "../context";
import { prepared } from "../prepared";
import { placeIdsOfUser } from "./scope";

/** Who acts in this session, with their scope as it is now; null when it has ended, expired, or the person is disabled. */
export async function loadSession({ db, now }: Pick<Ctx, "db" | "now">, sid: Id): Promise<PersonActor | null> {
  const statement = prepared(db, "load_session", () =>
    db
      .select({
        id: users.id,
        name: users.name,
        role: users.role,
        email: users.email,
        all: users.scopeAll,
        placeIds: placeIdsOfUser,
      })
      .from(sessions)
      .innerJoin(users, eq(users.id, sessions.userId))
      .where(
        and(
          eq(sessions.id, sql.placeholder("sid")),
          isNull(sessions.endedAt),
          gt(sessions.expiresAt, sql.placeholder("now")),
          isNull(users.disabledAt),
        ),
      )
      .prepare("load_session"),
  );
  const [row] = await statement.execute({ sid, now: now() });
  if (!row) return null;
  const { id, name, role, email, all, placeIds } = row;
  return { kind: "person", id, name, role, email, sid, scope: { all, placeIds } };
}
