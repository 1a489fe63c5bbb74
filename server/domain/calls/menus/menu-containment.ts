import { and, count, eq, gt, inArray, isNotNull, sql } from "drizzle-orm";
import { calls, endpoints } from "@/db/schema";
import { DomainError } from "@/server/contract/errors";
import type { MenuContainment, MenuContainmentInput } from "@/server/contract/menu-choices";
import type { PersonActor } from "@/server/contract/team";
import type { Ctx } from "@/server/domain/context";
import { canSeeBoard } from "@/server/domain/team/policy";

const DAY_MS = 86_400_000;

/**
 * Counts the calls of the last 24 hours that came to the menu of a number and are over, and those among them that it answered without
 * a person. A call counts where its number is, wherever it was answered.
 * @throws DomainError "forbidden" unless the actor supervises
 * @source Storeline `calls`
 */
export async function menuContainment(
  { db, actor, now }: Ctx<PersonActor>,
  { placeId }: MenuContainmentInput,
): Promise<MenuContainment> {
  if (!canSeeBoard(actor)) throw new DomainError("forbidden");
  const { all, placeIds } = actor.scope;
  const since = new Date(now().getTime() - DAY_MS);
  const [found] = await db
    .select({
      calls: count(),
      answered: sql<number>`count(*) filter (where ${calls.outcome} = 'self_service')`.mapWith(Number),
    })
    .from(calls)
    .innerJoin(endpoints, eq(endpoints.id, calls.endpointId))
    .where(
      and(
        gt(calls.endedAt, since),
        isNotNull(calls.menu),
        all ? undefined : inArray(endpoints.placeId, [...placeIds]),
        placeId ? eq(endpoints.placeId, placeId) : undefined,
      ),
    );
  return found ?? { calls: 0, answered: 0 };
}
