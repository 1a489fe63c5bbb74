import { sql } from "drizzle-orm";
import type { Db, Tx } from "@/db/client";
import { preparedRows } from "@/db/prepared";
import type { EventActor, EventType, LoggedEvent } from "@/server/contract/events";

/**
 * Where a reader stands in the log: everything up to and including (tx, id) has been read. Carried as `epoch.tx.id`: after a
 * restore the log is in another epoch, and this position is nowhere in it.
 */
type LogPosition = { epoch: number; tx: bigint; id: bigint };

const MAX = 2n ** 63n - 1n;

/** The log's own epoch; none is written where tests have emptied every table. */
const EPOCH = sql`coalesce((select epoch from log_epoch), 0)`;

const encodeCursor = ({ epoch, tx, id }: LogPosition): string => `${epoch}.${tx}.${id}`;

/** @returns null for a cursor this log did not make */
function decodeCursor(cursor: string): LogPosition | null {
  const match = /^(\d{1,9})\.(\d{1,19})\.(\d{1,19})$/.exec(cursor);
  if (!match?.[1] || !match[2] || !match[3]) return null;
  const at = { epoch: Number(match[1]), tx: BigInt(match[2]), id: BigInt(match[3]) };
  return at.tx <= MAX && at.id <= MAX ? at : null;
}

/** Negative when `a` stands before `b` in the log. */
export function compareCursors(a: string, b: string): number {
  const [x, y] = [decodeCursor(a), decodeCursor(b)];
  if (!x || !y) throw new Error("compareCursors: not a cursor of this log");
  if (x.epoch !== y.epoch) return x.epoch < y.epoch ? -1 : 1;
  if (x.tx !== y.tx) return x.tx < y.tx ? -1 : 1;
  return x.id === y.id ? 0 : x.id < y.id ? -1 : 1;
}

const READ = `
  select tx::text as tx, id::text as id, type, payload, actor_kind, actor_id, (extract(epoch from at) * 1000)::float8 as at_ms
  from events
  where (tx, id) > ($1::xid8, $2::bigint)
    and tx < pg_snapshot_xmin(pg_current_snapshot()) and coalesce((select epoch from log_epoch), 0) = $3::int
  order by events.tx, events.id
  limit $4::int`;

/** Events by the name that a node of an earlier version gives them; it may still be writing while this one reads. */
const RENAMED_EVENTS = new Map<string, EventType>([["feed.vouched", "feed.confirmed"]]);

type LogRow = {
  tx: string;
  id: string;
  type: EventType;
  payload: unknown;
  actor_kind: EventActor["kind"];
  actor_id: EventActor["id"];
  at_ms: number;
};

/**
 * The next events after a cursor, oldest first. It stops below the oldest transaction still running: what such a
 * transaction writes has a smaller `tx`, and a cursor that had passed it would never see it. Nothing follows a cursor of
 * another epoch.
 * @throws Error for a cursor that is not one; decide with `decodeCursor` first
 */
export async function readLog(db: Db | Tx, cursor: string, limit: number): Promise<LoggedEvent[]> {
  const after = decodeCursor(cursor);
  if (!after) throw new Error("readLog: not a cursor of this log");
  const rows = await preparedRows<LogRow>(db, "read_log", READ, [
    String(after.tx),
    String(after.id),
    after.epoch,
    limit,
  ]);
  return rows.map(
    ({ tx, id, type, payload, actor_kind, actor_id, at_ms }) =>
      ({
        cursor: `${after.epoch}.${tx}.${id}`,
        type: RENAMED_EVENTS.get(type) ?? type,
        payload,
        actor: { kind: actor_kind, id: actor_id },
        at: new Date(Number(at_ms)),
      }) as LoggedEvent,
  );
}

/**
 * A position that nothing still running can come before: every event that commits later is after it.
 * It names no event: `id` is the highest there is, `tx` the last that had ended together with all before it.
 */
export async function logHead(db: Db | Tx): Promise<string> {
  const { rows } = (await db.execute(
    sql`select ${EPOCH} as epoch, (pg_snapshot_xmin(pg_current_snapshot())::text::bigint - 1)::text as tx`,
  )) as unknown as { rows: { epoch: number; tx: string }[] };
  return encodeCursor({ epoch: rows[0]?.epoch ?? 0, tx: BigInt(rows[0]?.tx ?? 0), id: MAX });
}

/**
 * How a cursor stands to the log. `isKnown`: it is of this epoch, nothing between it and the head was ever pruned, and it is
 * not ahead of the head (an older copy of the embedded database). `behind`: how many events lie after it, counted no
 * further than `stopAt`.
 */
export async function logExtent(
  db: Db | Tx,
  cursor: string,
  stopAt: number,
): Promise<{ isKnown: boolean; head: string; behind: number }> {
  const at = decodeCursor(cursor);
  const after = at ?? { epoch: -1, tx: 0n, id: 0n };
  const position = sql`(${String(after.tx)}::xid8, ${String(after.id)}::bigint)`;
  // An event at or before the cursor proves the log reaches back to it; so does the very first one.
  const { rows } = (await db.execute(sql`
    select exists (select 1 from events where (tx, id) <= ${position})
        or coalesce((select id = 1 from events order by tx, id limit 1), false) as reaches,
      ${EPOCH} as epoch,
      (pg_snapshot_xmin(pg_current_snapshot())::text::bigint - 1)::text as tx,
      (select count(*)::int from (
        select 1 from events where (tx, id) > ${position} order by tx, id limit ${stopAt}) n) as behind`)) as unknown as {
    rows: { reaches: boolean; epoch: number; tx: string; behind: number }[];
  };
  const tx = BigInt(rows[0]?.tx ?? 0);
  const epoch = rows[0]?.epoch ?? 0;
  const isKnown = at !== null && at.epoch === epoch && at.tx <= tx && (rows[0]?.reaches === true || at.tx === tx);
  return { isKnown, head: encodeCursor({ epoch, tx, id: MAX }), behind: rows[0]?.behind ?? 0 };
}

/**
 * How long the oldest event after a cursor has waited, by the database's clock, for nodes' clocks differ; what a long
 * transaction holds back is included.
 * @returns null when the log is no longer the one this cursor is of
 */
export async function oldestAfter(db: Db, cursor: string): Promise<number | null> {
  const after = decodeCursor(cursor);
  const { rows } = (await db.execute(sql`
    select ${EPOCH} as epoch, (select (extract(epoch from now() - at) * 1000)::float8 from events
      where (tx, id) > (${String(after?.tx ?? 0)}::xid8, ${String(after?.id ?? 0)}::bigint)
      order by tx, id limit 1) as ms`)) as unknown as { rows: { epoch: number; ms: number | null }[] };
  return rows[0]?.epoch === after?.epoch ? Math.max(0, Math.round(rows[0]?.ms ?? 0)) : null;
}
