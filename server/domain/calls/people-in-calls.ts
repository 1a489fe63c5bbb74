import { and, desc, eq, gt, inArray } from "drizzle-orm";
import type { Db } from "@/db/client";
import { callLegs, wrapUps } from "@/db/schema";
import type { Id } from "@/server/contract/ids";

/** What a call makes of a person's presence: they are on one, or they wrap one up until then. */
export type CallState = { status: "on_call" } | { status: "wrap_up"; until: Date };

/**
 * Returns which of these people are on a call or wrap one up; with null, everybody who does.
 * @source Storeline `call_legs`, `wrap_ups`
 */
export async function peopleInCalls(
  db: Db,
  userIds: readonly Id[] | null,
  now: Date,
): Promise<ReadonlyMap<Id, CallState>> {
  if (userIds?.length === 0) return new Map();
  const afterwards = await db
    .select({ userId: wrapUps.userId, until: wrapUps.endsAt })
    .from(wrapUps)
    .where(
      and(
        userIds ? inArray(wrapUps.userId, [...userIds]) : undefined,
        gt(wrapUps.endsAt, now),
        eq(wrapUps.isOver, false),
      ),
    )
    .orderBy(desc(wrapUps.startedAt));
  const onLine = await db
    .select({ userId: callLegs.userId })
    .from(callLegs)
    .where(and(userIds ? inArray(callLegs.userId, [...userIds]) : undefined, inArray(callLegs.state, ["up", "away"])));
  return new Map<Id, CallState>([
    ...afterwards.map(({ userId, until }) => [userId, { status: "wrap_up", until }] as const),
    ...onLine.flatMap(({ userId }) => (userId ? [[userId, { status: "on_call" }] as const] : [])),
  ]);
}
