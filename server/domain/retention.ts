import { type SQL, sql } from "drizzle-orm";
import type { PgColumn, PgTable } from "drizzle-orm/pg-core";
import type { Env } from "@/server/lib/env";

const DAY_MS = 24 * 3_600_000;

/** The parameters of one retention pass. */
export type Pass = {
  settings: Pick<Env, (typeof RETENTION_SETTINGS)[number]>;
  now: Date;
  /** The most rows that one statement deletes, to keep its locks short; the next pass deletes the rest. */
  atOnce: number;
};
export const RETENTION_SETTINGS = [
  "RETENTION_LOG_DAYS",
  "RETENTION_PARKED_DAYS",
  "RETENTION_MESSAGE_KEY_DAYS",
  "RETENTION_FACT_KEY_DAYS",
  "RETENTION_UNDO_DAYS",
  "RETENTION_SESSION_DAYS",
  "RETENTION_OFFER_DAYS",
  "RETENTION_CALL_DAYS",
  "RETENTION_RECORDING_DAYS",
] as const;

/** What happens to the rows of a table. */
export type Rule =
  /** Never deleted by age, and why. */
  | { keptBecause: string }
  /** Deleted elsewhere, and where. */
  | { droppedBy: string }
  /** Statements that return a row for each deleted row. */
  | { drop: (pass: Pass) => SQL[] };

export const daysAgo = ({ now }: Pass, days: number): string => new Date(now.getTime() - days * DAY_MS).toISOString();

/** Returns one row, without columns, per deleted row. */
export const drop = (
  ...args: Parameters<typeof deleteFrom>
): SQL => sql`with dropped as (${deleteFrom(...args)} returning 1)
  select from dropped`;

/** Skips rows that another node is deleting at this moment. */
export function deleteFrom(table: PgTable, key: PgColumn[], which: SQL, by: PgColumn, { atOnce }: Pass): SQL {
  const keys = sql.join(key, sql`, `);
  return sql`delete from ${table} where (${keys}) in
    (select ${keys} from ${table} where ${which} order by ${by} limit ${atOnce} for update skip locked)`;
}

/** The rules of a noun's tables, by the table's name. */
export type Rules = Readonly<Record<string, Rule>>;
