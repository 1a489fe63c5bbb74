import type { Tx } from "@/db/client";
import { events, jobs } from "@/db/schema";
import type { EventPayloads, EventType } from "@/server/contract/events";
import type { JobName, JobPayloads } from "@/server/contract/jobs";

export type PendingEvent = { [T in EventType]: { type: T; payload: EventPayloads[T] } }[EventType];
export type PendingJob = { [N in JobName]: { name: N; payload: JobPayloads[N]; runAt?: Date } }[JobName];

/** Writes events and jobs in the transaction of the rows they tell about. `Tx` makes a call outside one fail to compile. */
export async function append(tx: Tx, pending: { events: PendingEvent[]; jobs: PendingJob[] }): Promise<void> {
  if (pending.events.length > 0) await tx.insert(events).values(pending.events);
  if (pending.jobs.length > 0) await tx.insert(jobs).values(pending.jobs);
}
