import { sql } from "drizzle-orm";
import type { Db, Tx } from "@/db/client";
import type { EventType, LoggedEvent } from "@/server/contract/events";

/** Where a reader stands in the log: everything up to and including (tx, id) has been read. Carried as `tx.id`. */
type LogPosition = { tx: bigint; id: bigint };

const MAX = 2n ** 63n - 1n;

const encodeCursor = ({ tx, id }: LogPosition): string => `${tx}.${id}`;

/** @returns null for a cursor this log did not make */
function decodeCursor(cursor: string): LogPosition | null {
  const match = /^(\d{1,19})\.(\d{1,19})$/.exec(cursor);
  if (!match?.[1] || !match[2]) return null;
  const at = { tx: BigInt(match[1]), id: BigInt(match[2]) };
  return at.tx <= MAX && at.id <= MAX ? at : null;
}

/** Negative when `a` stands before `b` in the log. */
export function compareCursors(a: string, b: string): number {
  const [x, y] = [decodeCursor(a), decodeCursor(b)];
  if (!x || !y) throw new Error("compareCursors: not a cursor of this log");
  if (x.tx !== y.tx) return x.tx < y.tx ? -1 : 1;
  return x.id === y.id ? 0 : x.id < y.id ? -1 : 1;
}

type LogRow = { tx: string; id: string; type: EventType; payload: unknown; at_ms: number };

/**
 * The next events after a cursor, oldest first. It stops below the oldest transaction still running: what such a
 * transaction writes has a smaller `tx`, and a cursor that had passed it would never see it.
 * @throws Error for a cursor that is not one; decide with `decodeCursor` first
 */
export async function readLog(db: Db | Tx, cursor: string, limit: number): Promise<LoggedEvent[]> {
  const after = decodeCursor(cursor);
  if (!after) throw new Error("readLog: not a cursor of this log");
  const { rows } = (await db.execute(sql`
    select tx::text as tx, id::text as id, type, payload, (extract(epoch from at) * 1000)::float8 as at_ms
    from events
    where (tx, id) > (${String(after.tx)}::xid8, ${String(after.id)}::bigint)
      and tx < pg_snapshot_xmin(pg_current_snapshot())
    order by events.tx, events.id
    limit ${limit}`)) as unknown as { rows: LogRow[] };
  return rows.map(
    ({ tx, id, type, payload, at_ms }) =>
      ({ cursor: `${tx}.${id}`, type, payload, at: new Date(Number(at_ms)) }) as LoggedEvent,
  );
}

/**
 * A position that nothing still running can come before: every event that commits later is after it.
 * It names no event: `id` is the highest there is, `tx` the last that had ended together with all before it.
 */
export async function logHead(db: Db | Tx): Promise<string> {
  const { rows } = (await db.execute(
    sql`select (pg_snapshot_xmin(pg_current_snapshot())::text::bigint - 1)::text as tx`,
  )) as unknown as { rows: { tx: string }[] };
  return encodeCursor({ tx: BigInt(rows[0]?.tx ?? 0), id: MAX });
}

/**
 * How a cursor stands to the log. `isKnown`: nothing between it and the head was ever pruned, and it is not ahead of the head
 * (the database was replaced). `behind`: how many events lie after it, counted no further than `stopAt`.
 */
export async function logExtent(
  db: Db | Tx,
  cursor: string,
  stopAt: number,
): Promise<{ isKnown: boolean; head: string; behind: number }> {
  const at = decodeCursor(cursor);
  const after = at ?? { tx: 0n, id: 0n };
  const position = sql`(${String(after.tx)}::xid8, ${String(after.id)}::bigint)`;
  // An event at or before the cursor proves the log reaches back to it; so does the very first one.
  const { rows } = (await db.execute(sql`
    select exists (select 1 from events where (tx, id) <= ${position})
        or coalesce((select id = 1 from events order by tx, id limit 1), false) as reaches,
      (pg_snapshot_xmin(pg_current_snapshot())::text::bigint - 1)::text as tx,
      (select count(*)::int from (
        select 1 from events where (tx, id) > ${position} order by tx, id limit ${stopAt}) n) as behind`)) as unknown as {
    rows: { reaches: boolean; tx: string; behind: number }[];
  };
  const tx = BigInt(rows[0]?.tx ?? 0);
  const isKnown = at !== null && at.tx <= tx && (rows[0]?.reaches === true || at.tx === tx);
  return { isKnown, head: encodeCursor({ tx, id: MAX }), behind: rows[0]?.behind ?? 0 };
}
