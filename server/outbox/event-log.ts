import { sql } from "drizzle-orm";
import type { Db, Tx } from "@/db/client";
import { preparedRows } from "@/db/prepared";
import type { EventActor, EventType, LoggedEvent } from "@/server/contract/events";

/**
 * A reader's position in the log: everything up to and including (tx, id) has been read. Encoded as `epoch.tx.id`: a restored
 * log has another epoch, in which the position is invalid.
 */
type LogPosition = { epoch: number; tx: bigint; id: bigint };

const MAX = 2n ** 63n - 1n;

/** The log's epoch; missing where tests have emptied every table. */
const EPOCH = sql`coalesce((select epoch from log_epoch), 0)`;

const encodeCursor = ({ epoch, tx, id }: LogPosition): string => `${epoch}.${tx}.${id}`;

/** @returns null for a cursor that this log did not issue */
function decodeCursor(cursor: string): LogPosition | null {
  const match = /^(\d{1,9})\.(\d{1,19})\.(\d{1,19})$/.exec(cursor);
  if (!match?.[1] || !match[2] || !match[3]) return null;
  const at = { epoch: Number(match[1]), tx: BigInt(match[2]), id: BigInt(match[3]) };
  return at.tx <= MAX && at.id <= MAX ? at : null;
}

/** Negative when `a` is before `b` in the log. */
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

/** Former names of events, which a node of an earlier version may still write. */
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
 * The next events after a cursor, oldest first. It stops below the oldest transaction still running: the events of that
 * transaction have a smaller `tx`, and a cursor past it would never see them. A cursor of another epoch has no next events.
 * @throws Error for an invalid cursor; check with `decodeCursor` first
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
 * The end of the log: a position that every event committed later comes after. It belongs to no event: `id` is the highest
 * there is, `tx` the last transaction that had ended together with all before it.
 */
export async function logHead(db: Db | Tx): Promise<string> {
  const { rows } = (await db.execute(
    sql`select ${EPOCH} as epoch, (pg_snapshot_xmin(pg_current_snapshot())::text::bigint - 1)::text as tx`,
  )) as unknown as { rows: { epoch: number; tx: string }[] };
  return encodeCursor({ epoch: rows[0]?.epoch ?? 0, tx: BigInt(rows[0]?.tx ?? 0), id: MAX });
}

/**
 * Compares a cursor with the log. `isKnown`: it has this epoch, nothing between it and the head was pruned, and it is not ahead
 * of the head (as with an older copy of the embedded database). `behind`: how many events follow it, counted up to `stopAt`.
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
 * How long the oldest event after a cursor has waited, by the database's clock because nodes' clocks differ. Includes events
 * that a long transaction holds back.
 * @returns null when the cursor belongs to another epoch
 */
export async function oldestAfter(db: Db, cursor: string): Promise<number | null> {
  const after = decodeCursor(cursor);
  const { rows } = (await db.execute(sql`
    select ${EPOCH} as epoch, (select (extract(epoch from now() - at) * 1000)::float8 from events
      where (tx, id) > (${String(after?.tx ?? 0)}::xid8, ${String(after?.id ?? 0)}::bigint)
      order by tx, id limit 1) as ms`)) as unknown as { rows: { epoch: number; ms: number | null }[] };
  return rows[0]?.epoch === after?.epoch ? Math.max(0, Math.round(rows[0]?.ms ?? 0)) : null;
}
