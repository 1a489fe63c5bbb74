import type { z } from "zod";
import type { IngestData, IngestType } from "@/server/contract/commerce";
import type { Write } from "../command";

/** One validated event. `key` dedupes it: source and id together. Its subject is ordered by sequence, then time. */
export type IngestEvent<T extends IngestType = IngestType> = {
  key: string;
  type: T;
  data: z.output<(typeof IngestData)[T]>;
  sequence: number;
  /** The time by the source's clock; the epoch without one, so that the sequence alone decides. */
  time: Date;
  /** Decides between events with the same sequence and time. */
  hash: string;
  /** When the source confirmed it: the event's time, but at most the time at which we received it. */
  observedAt: Date;
};

/** The outcome of one event. `waitsFor` names what a parked event needs, e.g. `sku:JKT-M`. */
export type Settled =
  | { outcome: "applied" }
  | { outcome: "stale"; reason: string }
  | { outcome: "parked"; reason: string; waitsFor: string };

/** Writes deduplicated events of one type under the sequence guard. @returns the outcome of every key */
export type Apply<T extends IngestType> = (
  write: Write,
  connection: string,
  events: IngestEvent<T>[],
) => Promise<Map<string, Settled>>;

export const APPLIED: Settled = { outcome: "applied" };
export const STALE: Settled = { outcome: "stale", reason: "a newer state is already known" };
export const parked = (kind: "sku" | "place" | "customer", code: string): Settled => ({
  outcome: "parked",
  reason: `waits for ${kind} ${code}`,
  waitsFor: `${kind}:${code}`,
});

/**
 * Keeps the newest event of each subject, because one statement may update a row only once; the others are stale. Sorted by
 * subject, so that two batches lock rows in the same order.
 */
export function newestPerSubject<T extends IngestType>(
  events: IngestEvent<T>[],
  subjectOf: (event: IngestEvent<T>) => string,
  settled: Map<string, Settled>,
): IngestEvent<T>[] {
  const newest = new Map<string, IngestEvent<T>>();
  for (const event of events) {
    const subject = subjectOf(event);
    const have = newest.get(subject);
    const wins = !have || isNewer(event, have);
    const loser = wins ? have : event;
    if (loser) settled.set(loser.key, STALE);
    if (wins) newest.set(subject, event);
  }
  return [...newest.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, event]) => event);
}

function isNewer(a: IngestEvent, b: IngestEvent): boolean {
  if (a.sequence !== b.sequence) return a.sequence > b.sequence;
  if (+a.time !== +b.time) return a.time > b.time;
  return a.hash > b.hash;
}

/** The columns that store an event's order and age on the row. */
export const lineageOf = (connection: string, { sequence, time, observedAt, hash }: Omit<IngestEvent, "data">) => ({
  source: connection,
  sequence,
  source_time: time,
  observed_at: observedAt,
  content_hash: hash,
});
