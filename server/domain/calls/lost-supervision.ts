import { and, eq, ne } from "drizzle-orm";
import type { Db, Tx } from "@/db/client";
import { callLegs, calls, conversations } from "@/db/schema";
import type { Id } from "@/server/contract/ids";
import type { SupervisionMode } from "@/server/contract/live-calls";
import type { Write } from "@/server/domain/command";
import type { Ctx } from "@/server/domain/context";
import { canRead, placementOf } from "@/server/domain/conversations/record/policy";
import { loadSessions } from "@/server/domain/team/load-session";
import { canSeeBoard } from "@/server/domain/team/policy";
import { supervision } from "./settings";

export type SupervisionReader = Pick<Ctx, "now"> & Pick<Write, "settings"> & { db: Db | Tx };

/**
 * Legs of supervisors who may supervise their call no longer: they lost the role, the location or the sign-in, the conversation
 * went elsewhere, or the location's setting has changed.
 */
export async function lostSupervision({ db, settings, now }: SupervisionReader): Promise<Id[]> {
  const rows = await db
    .select({ leg: callLegs, placeId: calls.placeId, conversation: conversations })
    .from(callLegs)
    .innerJoin(calls, eq(calls.id, callLegs.callId))
    .innerJoin(conversations, eq(conversations.id, calls.conversationId))
    .where(and(eq(callLegs.role, "supervisor"), ne(callLegs.state, "ended")));
  if (rows.length === 0) return [];
  const people = await loadSessions(
    { db: db as Db, now },
    rows.flatMap(({ leg }) => leg.sessionId ?? []),
  );
  const lost: Id[] = [];
  for (const { leg, placeId, conversation } of rows) {
    const actor = people.get(leg.sessionId ?? "");
    const mayRead = actor && canSeeBoard(actor) && canRead(actor, placementOf(conversation));
    if (!mayRead || !isAllowed(await settings.get(supervision, placeId), leg.supervision)) lost.push(leg.id);
  }
  return lost;
}

/** Whether the setting of a location allows this way of supervising. */
export const isAllowed = (allowed: { listen: boolean; speak: boolean }, mode: SupervisionMode | null): boolean =>
  mode === "listen" ? allowed.listen : allowed.speak;
