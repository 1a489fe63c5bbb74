import { z } from "zod";
import { prepared } from "@/db/prepared";
import { type ConversationPage, ListConversations, type ReadMarks, type Sort } from "@/server/contract/conversations";
import { DomainError } from "@/server/contract/errors";
import { Id } from "@/server/contract/ids";
import type { ScopedActor } from "@/server/contract/team";
import { SORTS_OF_VIEW, sortOf } from "@/server/contract/views";
import type { Ctx } from "@/server/domain/context";
import { maskingFor } from "@/server/domain/team/policy";
import { listReader } from "../record/policy";
import { type RawRow, selectRows, toRow } from "../record/rows";
import { type CursorValues, rowOrder, shapeOf, valuesOf, viewSource } from "./view-sql";

/**
 * One page of an inbox view, in the order of `sort`: one prepared statement, whatever the size of the inbox. `reads` holds the
 * reader's marks for the rows of this page. Pages go forward only.
 * @throws DomainError "invalid" for a cursor that this query did not issue, and for an order that the view does not have
 */
export async function listConversations(
  ctx: Ctx<ScopedActor>,
  input: z.input<typeof ListConversations>,
): Promise<ConversationPage> {
  const filter = ListConversations.parse(input);
  const reader = listReader(ctx.actor);
  const { limit, cursor } = filter;
  const sort = sortOf(filter);
  if (!SORTS_OF_VIEW[filter.view].includes(sort)) throw new DomainError("invalid", "badSort");
  const after = cursor ? decode(cursor) : null;
  const name = `list_${sort}_${shapeOf(filter, reader)}_${limit}${after ? "_next" : ""}`;
  const statement = prepared(ctx.db, name, () =>
    selectRows(ctx.db, viewSource(filter, reader, limit + 1, { isContinued: after !== null, sort }))
      .orderBy(...rowOrder(sort))
      .prepare(name),
  );
  const found: RawRow[] = await statement.execute({ ...valuesOf(filter, reader), ...after });
  const page = found.slice(0, limit);
  const last = found.length > limit ? page.at(-1) : undefined;
  const masking = maskingFor(ctx.actor);
  return {
    rows: page.map((raw) => toRow(raw, masking)),
    reads: readMarks(page, reader.id),
    nextCursor: last ? encode(last, sort) : null,
  };
}

/** Only this reader's marks; a conversation that they never read has none. */
function readMarks(page: RawRow[], userId: Id): ReadMarks {
  const marks: ReadMarks = {};
  for (const { id, reads } of page) if (reads[userId] !== undefined) marks[id] = reads[userId];
  return marks;
}

/** The time that "waiting" and "due" sort by, that of the last message, the id. */
const Cursor = z.tuple([z.iso.datetime().nullable(), z.iso.datetime(), Id]);

function since(row: RawRow, sort: Sort): Date | null {
  if (sort === "waiting") return row.waitingSince;
  if (sort === "due") return row.snoozedUntil;
  if (sort === "newest") return null;
  return new Date(Math.max(+row.lastMessageAt, +(row.lastMentionAt ?? 0)));
}

const encode = (row: RawRow, sort: Sort): string =>
  Buffer.from(JSON.stringify([since(row, sort), row.lastMessageAt, row.id])).toString("base64url");

function decode(cursor: string): CursorValues {
  try {
    const [cursorSince, cursorAt, cursorId] = Cursor.parse(JSON.parse(Buffer.from(cursor, "base64url").toString()));
    return { cursorSince, cursorAt, cursorId };
  } catch {
    throw new DomainError("invalid", "badCursor");
  }
}
