import { and, eq, gt, isNull, sql } from "drizzle-orm";
import { prepared } from "@/db/prepared";
import { sessions, users } from "@/db/schema";
import type { Id } from "@/server/contract/ids";
import type { PersonActor } from "@/server/contract/team";
import type { Ctx } from "../context";
import { memberOfUser, placeIdsOfUser } from "./scope";

/** The person of a session, with their current scope; null when it has ended or expired, or the person is disabled. */
export async function loadSession(ctx: Pick<Ctx, "db" | "now">, sid: Id): Promise<PersonActor | null> {
  return (await loadSessions(ctx, [sid])).get(sid) ?? null;
}

/**
 * The people of these sessions, in one statement however many.
 * @returns by session id; a session that has ended or expired, or whose person is disabled, is absent
 */
export async function loadSessions(
  { db, now }: Pick<Ctx, "db" | "now">,
  sids: readonly Id[],
): Promise<ReadonlyMap<Id, PersonActor>> {
  if (sids.length === 0) return new Map();
  const statement = prepared(db, "load_sessions", () =>
    db
      .select({
        sid: sessions.id,
        id: users.id,
        name: users.name,
        role: users.role,
        email: users.email,
        all: users.scopeAll,
        placeIds: placeIdsOfUser,
        memberOf: memberOfUser,
      })
      .from(sessions)
      .innerJoin(users, eq(users.id, sessions.userId))
      .where(
        and(
          sql`${sessions.id} = any(string_to_array(${sql.placeholder("sids")}, ',')::uuid[])`,
          isNull(sessions.endedAt),
          gt(sessions.expiresAt, sql.placeholder("now")),
          isNull(users.disabledAt),
        ),
      )
      .prepare("load_sessions"),
  );
  const rows = await statement.execute({ sids: sids.join(","), now: now() });
  return new Map(
    rows.map(({ sid, id, name, role, email, all, placeIds, memberOf }) => [
      sid,
      { kind: "person", id, name, role, email, sid, scope: { all, placeIds }, memberOf },
    ]),
  );
}
