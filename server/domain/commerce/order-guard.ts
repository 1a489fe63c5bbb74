import { createHash } from "node:crypto";
import { type SQL, sql } from "drizzle-orm";

/** How far a source's clock may be ahead of ours before its events are refused. */
export const AHEAD_MS = 5 * 60_000;

/** The columns of a guarded row, for `recordset`. */
export const LINEAGE_COLUMNS =
  "source text, sequence bigint, source_time timestamptz, observed_at timestamptz, content_hash text";

/**
 * The guard of a row that one source feeds: the greater (sequence, time) wins, and of equal ones the greater content hash, so
 * that every order of arrival ends in the same row (ADR 0029). Repeated content only renews `observed_at`. A row dated in the
 * future was stored by an earlier version and loses to any event.
 * @param have the alias of the stored row, compared with `excluded`
 */
export function isNewer(have: string, receivedAt: Date): SQL {
  const stamp = (alias: string) => {
    const row = sql.identifier(alias);
    return sql`(${row}.sequence, ${row}.source_time, ${row}.content_hash collate "C")`;
  };
  const [said, known] = [stamp("excluded"), stamp(have)];
  return sql`(${said} > ${known}
    or (${said} = ${known} and excluded.observed_at > ${sql.identifier(have)}.observed_at)
    or ${isFromTheFuture(have, receivedAt)})`;
}

const isFromTheFuture = (have: string, receivedAt: Date): SQL =>
  sql`${sql.identifier(have)}.source_time > ${new Date(receivedAt.getTime() + AHEAD_MS).toISOString()}::timestamptz`;

/**
 * The guard of a row that several sources may describe: within the source that wrote it `isNewer` decides, between sources the
 * later observation, then the name, because sequences of two sources count different things. Any source may write a row without
 * a source, as an administrator creates it.
 * @param own the columns that identify the source of the row
 */
export function isNewerOfAny(have: string, receivedAt: Date, own: readonly string[] = ["source"]): SQL {
  const owner = (alias: string) =>
    sql.join(
      own.map((column) => sql`${sql.identifier(alias)}.${sql.identifier(column)} collate "C"`),
      sql`, `,
    );
  const known = sql.identifier(have);
  return sql`case when (${owner(have)}) is not distinct from (${owner("excluded")}) or ${known}.source = ''
    then ${isNewer(have, receivedAt)}
    else (excluded.observed_at, ${owner("excluded")}) > (${known}.observed_at, ${owner(have)})
      or ${isFromTheFuture(have, receivedAt)} end`;
}

/** Equal for equal content, whatever the order of its keys. */
export function contentHash(data: unknown): string {
  return createHash("sha256").update(canonical(data)).digest("hex").slice(0, 32);
}

function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined && inner !== null);
  const sorted = entries.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${sorted.map(([key, inner]) => `${JSON.stringify(key)}:${canonical(inner)}`).join(",")}}`;
}
