import { sql } from "drizzle-orm";
import { z } from "zod";
import { prepared } from "@/db/prepared";
import { type ConversationPage, ListConversations, type ReadMarks } from "@/server/contract/conversations";
import { DomainError } from "@/server/contract/errors";
import { Id } from "@/server/contract/ids";
import type { ScopedActor } from "@/server/contract/team";
import type { Ctx } from "@/server/domain/context";
import { maskingFor } from "@/server/domain/team/policy";
import { listReader } from "../record/policy";
import { type RawRow, selectRows, toRow } from "../record/rows";
import { shapeOf, valuesOf, viewSource } from "./view-sql";

/**
 * One page of an inbox view, newest message first: one prepared statement, whatever the size of the inbox. `reads` holds the
 * reader's marks for the rows of this page. Pages go forward only.
 * @throws DomainError "invalid" for a cursor that this query did not issue
 */
export async function listConversations(
  ctx: Ctx<ScopedActor>,
  input: z.input<typeof ListConversations>,
): Promise<ConversationPage> {
  const filter = ListConversations.parse(input);
  const reader = listReader(ctx.actor);
  const { limit, cursor } = filter;
  const after = cursor ? decode(cursor) : null;
  const name = `list_${shapeOf(filter, reader)}_${limit}${after ? "_next" : ""}`;
  const statement = prepared(ctx.db, name, () =>
    selectRows(ctx.db, viewSource(filter, reader, limit + 1, { isContinued: after !== null }))
      .orderBy(sql`"conversations"."last_message_at" desc nulls last`, sql`"conversations"."id" desc nulls last`)
      .prepare(name),
  );
  const found: RawRow[] = await statement.execute({ ...valuesOf(filter, reader), ...after });
  const page = found.slice(0, limit);
  const last = found.length > limit ? page.at(-1) : undefined;
  const masking = maskingFor(ctx.actor);
  return {
    rows: page.map((raw) => toRow(raw, masking)),
    reads: readMarks(page, reader.id),
    nextCursor: last ? encode(last) : null,
  };
}

/** Only this reader's marks; a conversation that they never read has none. */
function readMarks(page: RawRow[], userId: Id): ReadMarks {
  const marks: ReadMarks = {};
  for (const { id, reads } of page) if (reads[userId] !== undefined) marks[id] = reads[userId];
  return marks;
}

const Cursor = z.tuple([z.iso.datetime(), Id]);

const encode = (row: RawRow): string =>
  Buffer.from(JSON.stringify([row.lastMessageAt.toISOString(), row.id])).toString("base64url");

function decode(cursor: string): { cursorAt: string; cursorId: Id } {
  try {
    const [cursorAt, cursorId] = Cursor.parse(JSON.parse(Buffer.from(cursor, "base64url").toString()));
    return { cursorAt, cursorId };
  } catch {
    throw new DomainError("invalid", "badCursor");
  }
}
