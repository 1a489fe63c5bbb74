import { sql } from "drizzle-orm";
import type { z } from "zod";
import { conversations } from "@/db/schema";
import { rowsOf } from "@/db/sql";
import type { CallbackPage } from "@/server/contract/call-lists";
import { ListCallbacks, type MyCallback } from "@/server/contract/callbacks";
import type { Id, IsoTime } from "@/server/contract/ids";
import type { PersonActor } from "@/server/contract/team";
import type { Ctx } from "@/server/domain/context";
import { visibleTo } from "@/server/domain/conversations/record/policy";
import { conversationRows } from "@/server/domain/conversations/record/rows";
import { maskingFor } from "@/server/domain/team/policy";
import { isoText } from "../call-walk";
import { mayBeAsked } from "./callback-assignee";

const MOST_OF_MINE = 100;

/** One page of the conversations with an open callback that this person may read, the one that is due first first. @source Storeline `callbacks` */
export async function listCallbacks(
  { db, actor }: Ctx<PersonActor>,
  input: z.input<typeof ListCallbacks> = {},
): Promise<CallbackPage> {
  const { cursor, limit } = ListCallbacks.parse(input);
  const after = cursor ? sql`and (b.due_at, b.id) > (${cursor.dueAt}::timestamptz, ${cursor.id}::uuid)` : sql``;
  const found = await rowsOf<{ id: Id; callbackId: Id; dueAt: IsoTime }>(
    db,
    sql`select ${conversations.id}, b.id as "callbackId", ${isoText(sql`b.due_at`)} as "dueAt"
      from callbacks b join conversations on conversations.callback_id = b.id
      where b.state = 'open' and ${visibleTo(actor)} ${after} order by b.due_at, b.id limit ${limit + 1}`,
  );
  const shown = found.slice(0, limit);
  const last = found.length > limit ? shown.at(-1) : undefined;
  const rows = await conversationRows(
    db,
    shown.map(({ id }) => id),
    maskingFor(actor),
  );
  return {
    rows: shown.flatMap(({ id }) => rows.get(id) ?? []),
    nextCursor: last ? { dueAt: last.dueAt, id: last.callbackId } : null,
  };
}

/**
 * The callbacks that this person may be asked to make, those that are due first first. Of too many, their own are kept, then those of
 * everybody at their places, then their colleagues'.
 * @source Storeline `callbacks`
 */
export async function myCallbacks({ db, actor }: Ctx<PersonActor>): Promise<MyCallback[]> {
  const rank = sql`case when b.assignee_id = ${actor.id} then 0 when b.assignee_id is null then 1 else 2 end`;
  return rowsOf<MyCallback>(
    db,
    sql`select mine."conversationId", mine."assigneeId", mine."dueAt", mine."remindAt" from (
        select b.id, b.due_at, ${conversations.id} as "conversationId", b.assignee_id as "assigneeId",
          ${isoText(sql`b.due_at`)} as "dueAt", ${isoText(sql`b.remind_at`)} as "remindAt"
        from callbacks b join conversations on conversations.callback_id = b.id
        where b.state = 'open' and ${mayBeAsked(actor)} order by ${rank}, b.due_at, b.id limit ${MOST_OF_MINE}
      ) mine order by mine.due_at, mine.id`,
  );
}
