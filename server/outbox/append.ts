import type { Tx } from "@/db/client";
import { named } from "@/db/named";
import { jobs } from "@/db/schema";
import type { EventPayloads, EventType } from "@/server/contract/events";
import type { JobName, JobPayloads } from "@/server/contract/jobs";

export type PendingEvent = { [T in EventType]: { type: T; payload: EventPayloads[T] } }[EventType];
export type PendingJob = { [N in JobName]: { name: N; payload: JobPayloads[N]; runAt?: Date } }[JobName];

const EVENTS = `insert into events (type, payload)
  select type, payload from json_to_recordset($1::json) as r(type text, payload jsonb)`;

/** The end of a statement that is a whole command: writes the events that `rows`, a query of (type, payload), makes of what it wrote. */
export const appending = (rows: string): string => `insert into events (type, payload) ${rows}`;

/** Writes events and jobs in the transaction of the rows they tell about. `Tx` makes a call outside one fail to compile. */
export async function append(tx: Tx, pending: { events: PendingEvent[]; jobs: PendingJob[] }): Promise<void> {
  if (pending.events.length > 0) await named(tx, "append_events", EVENTS, [JSON.stringify(pending.events)]);
  if (pending.jobs.length > 0) await tx.insert(jobs).values(pending.jobs);
}
