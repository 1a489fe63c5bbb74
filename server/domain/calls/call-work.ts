import { sql } from "drizzle-orm";
import { rowsOf } from "@/db/sql";
import type { CallWork } from "@/server/contract/call-lists";
import type { Id } from "@/server/contract/ids";
import type { PersonActor } from "@/server/contract/team";
import type { Ctx } from "@/server/domain/context";
import { MISSED_CALL_WAITS } from "@/server/domain/conversations/record/missed-call";
import { visibleTo } from "@/server/domain/conversations/record/policy";
import { entryVisibleTo } from "./call-walk";
import { myCallbacks } from "./callbacks/list-callbacks";

const STOP = sql.raw("100");

/** The missed calls and the live ones that this person may see, and the callbacks that are theirs, for the badge and the tabs. @source Storeline `conversations`, `call_entries` */
export async function callWork(ctx: Ctx<PersonActor>): Promise<CallWork> {
  const { db, actor } = ctx;
  const missed = await rowsOf<{ id: Id }>(
    db,
    sql`select id from conversations where ${MISSED_CALL_WAITS} and ${visibleTo(actor)} order by waiting_since limit ${STOP}`,
  );
  const live = await rowsOf<{ conversation_id: Id; seq: number }>(
    db,
    sql`select e.conversation_id, e.seq from call_entries e
      where e.ended_at is null and ${entryVisibleTo(actor)} order by e.started_at desc limit ${STOP}`,
  );
  return {
    missed: missed.map(({ id }) => id),
    live: live.map(({ conversation_id: conversationId, seq }) => ({ conversationId, seq })),
    callbacks: await myCallbacks(ctx),
  };
}
