import { and, inArray } from "drizzle-orm";
import type { Db } from "@/db/client";
import { callLegs } from "@/db/schema";
import type { Id } from "@/server/contract/ids";

/** Those of these people who are on a call now. @source Storeline `call_legs` */
export async function peopleOnLine(db: Db, userIds: readonly Id[]): Promise<ReadonlySet<Id>> {
  if (userIds.length === 0) return new Set();
  const rows = await db
    .select({ userId: callLegs.userId })
    .from(callLegs)
    .where(and(inArray(callLegs.userId, [...userIds]), inArray(callLegs.state, ["up", "away"])));
  return new Set(rows.flatMap(({ userId }) => userId ?? []));
}
