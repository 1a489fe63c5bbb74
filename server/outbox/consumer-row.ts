import { sql } from "drizzle-orm";
import type { Db, Tx } from "@/db/client";

/** The row of a consumer, as it was read. */
export type ConsumerState = {
  /** Events up to here have been handled. */
  cursor: string;
  /** Why the log no longer has every event after the cursor, or null. */
  gap: "pruned" | "replaced" | null;
  failures: number;
  isStopped: boolean;
  /** The retry of a failed event is not due yet. */
  mustWait: boolean;
};
/** One process's claim to a consumer. */
export type Claim = { name: string; holder: string; leaseMs: number };
/** Where a consumer continues: at the oldest event there is, or after the newest. */
export type StartAt = "oldest" | "head";

type Row = ConsumerState & { canHold: boolean };

const LEASE = (ms: number) => sql`clock_timestamp() + make_interval(secs => ${ms / 1000})`;
const EPOCH = sql`coalesce((select epoch from log_epoch), 0)`;
const HEAD_TX = sql`((pg_snapshot_xmin(pg_current_snapshot())::text::bigint - 1)::text)::xid8`;
const HEAD_ID = sql`9223372036854775807`;
const startOf = (at: StartAt) => (at === "head" ? { tx: HEAD_TX, id: HEAD_ID } : { tx: sql`'0'::xid8`, id: sql`0` });
const isMine = ({ name, holder }: Claim) => sql`name = ${name} and holder = ${holder}`;

async function rowsOf<T>(db: Db | Tx, query: ReturnType<typeof sql>): Promise<T[]> {
  return ((await db.execute(query)) as unknown as { rows: T[] }).rows;
}

const STATE = sql`epoch || '.' || tx || '.' || id as cursor,
  case when epoch <> ${EPOCH} then 'replaced' when has_gap then 'pruned' end as gap,
  failures, stopped_at is not null as "isStopped", coalesce(retry_at > clock_timestamp(), false) as "mustWait"`;

/**
 * Takes or renews the lease. It first reads without a lock, so that a standby node does not queue behind the transaction of the
 * holder.
 * @returns null while another process holds it
 */
export async function hold(db: Db, claim: Claim, startAt: StartAt): Promise<ConsumerState | null> {
  const { name, holder, leaseMs } = claim;
  const isFree = sql`(holder = ${holder} or lease_until is null or lease_until <= clock_timestamp())`;
  const [seen] = await rowsOf<Row>(db, sql`select ${isFree} as "canHold" from consumers where name = ${name}`);
  if (!seen) {
    const { tx, id } = startOf(startAt);
    await db.execute(sql`insert into consumers (name, epoch, tx, id) values (${name}, ${EPOCH}, ${tx}, ${id})
      on conflict (name) do nothing`);
  } else if (!seen.canHold) return null;
  const [state] = await rowsOf<ConsumerState>(
    db,
    sql`update consumers set holder = ${holder}, lease_until = ${LEASE(leaseMs)} where name = ${name} and ${isFree}
      returning ${STATE}`,
  );
  return state ?? null;
}

/** Lets another process take over at once. */
export async function release(db: Db, claim: Claim): Promise<void> {
  await db.execute(sql`update consumers set lease_until = clock_timestamp() where ${isMine(claim)}`);
}

/** Another process has taken over or moved the position: this transaction must not be committed. */
export class LeaseLost extends Error {
  override readonly name = "LeaseLost";
}

/**
 * Moves the consumer from one cursor to the next, in the transaction of the effects. It is the first statement, so that a
 * process that takes over waits for the transaction and continues from its result.
 * @throws LeaseLost
 */
export async function advance(tx: Tx, claim: Claim, from: string, to: string): Promise<void> {
  const [, toTx, toId] = to.split(".");
  const moved = await tx.execute(sql`update consumers
    set tx = ${toTx}::xid8, id = ${toId}::bigint, failures = 0, retry_at = null, lease_until = ${LEASE(claim.leaseMs)}
    where ${isMine(claim)} and epoch || '.' || tx || '.' || id = ${from} and stopped_at is null returning 1`);
  if ((moved as unknown as { rows: unknown[] }).rows.length === 0) throw new LeaseLost();
}

/** Locks the row while a gap is being closed. @throws LeaseLost */
export async function lockForGap(tx: Tx, claim: Claim): Promise<void> {
  const found = await rowsOf(tx, sql`select 1 from consumers where ${isMine(claim)} for update`);
  if (found.length === 0) throw new LeaseLost();
}

export async function closeGap(tx: Tx, claim: Claim, at: StartAt): Promise<void> {
  const start = startOf(at);
  await tx.execute(sql`update consumers set epoch = ${EPOCH}, tx = ${start.tx}, id = ${start.id}, has_gap = false,
    failures = 0, retry_at = null, stopped_at = null where ${isMine(claim)}`);
}

/**
 * Counts a failure of the next event. The delay before its retry doubles; after `limit` failures the consumer stops.
 * @returns whether it has stopped
 */
export async function noteFailure(db: Db, claim: Claim, limit: number, pauseMs: number): Promise<boolean> {
  const [row] = await rowsOf<{ isStopped: boolean }>(
    db,
    sql`update consumers set failures = failures + 1,
        retry_at = clock_timestamp() + make_interval(secs => ${pauseMs / 1000} * power(2, least(failures, 20))),
        stopped_at = case when failures + 1 >= ${limit} then clock_timestamp() end
      where ${isMine(claim)} returning stopped_at is not null as "isStopped"`,
  );
  return row?.isStopped ?? false;
}

/** Lets a stopped consumer retry its event once. */
export async function restart(db: Db, claim: Claim, limit: number): Promise<void> {
  await db.execute(sql`update consumers set stopped_at = null, retry_at = null, failures = ${limit - 1}
    where ${isMine(claim)} and stopped_at is not null`);
}
