import type { Tx } from "@/db/client";
import { preparedRows } from "@/db/prepared";
import { jobs } from "@/db/schema";
import type { EventActor, EventPayloads, EventType } from "@/server/contract/events";
import type { JobName, JobPayloads } from "@/server/contract/jobs";
import type { TransactionId } from "./commit-outcome";

export type PendingEvent = { [T in EventType]: { type: T; payload: EventPayloads[T]; actor: EventActor } }[EventType];
export type PendingJob = { [N in JobName]: { name: N; payload: JobPayloads[N]; runAt?: Date } }[JobName];

const EVENTS = `with written as (insert into events (type, payload, actor_kind, actor_id)
    select type, payload, actor ->> 'kind', (actor ->> 'id')::uuid
    from json_to_recordset($1::json) as r(type text, payload jsonb, actor jsonb))
  select pg_current_xact_id()::text as tx`;

/**
 * The end of a statement that is a whole command: inserts the events selected by `rows`, a query of (type, payload, kind of
 * actor, id of actor).
 */
export const appending = (rows: string): string => `insert into events (type, payload, actor_kind, actor_id) ${rows}`;

/**
 * Writes events and jobs in the transaction of the rows they are about. The type `Tx` prevents calls outside a transaction.
 * @returns the transaction's id, to look up the outcome of a lost commit; null when there were no events
 */
export async function append(
  tx: Tx,
  pending: { events: PendingEvent[]; jobs: PendingJob[] },
): Promise<TransactionId | null> {
  const [written] =
    pending.events.length > 0
      ? await preparedRows<{ tx: TransactionId }>(tx, "append_events", EVENTS, [JSON.stringify(pending.events)])
      : [];
  if (pending.jobs.length > 0) await tx.insert(jobs).values(pending.jobs);
  return written?.tx ?? null;
}
