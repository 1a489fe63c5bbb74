import type { z } from "zod";
import type { Tx } from "@/db/client";
import { named } from "@/db/named";
import { DomainError } from "@/server/contract/errors";
import type { EventPayloads, EventType } from "@/server/contract/events";
import type { JobName, JobPayloads } from "@/server/contract/jobs";
import type { Actor } from "@/server/contract/team";
import { isConflict } from "@/server/lib/db-errors";
import { append, type PendingEvent, type PendingJob } from "@/server/outbox/append";
import { hint } from "@/server/outbox/hint";
import type { Ctx } from "./context";

/** What a command works with. `emit` and `enqueue` exist nowhere else: a row and its event commit together, or neither. */
export type Write<A extends Actor = Actor> = {
  readonly tx: Tx;
  readonly actor: A;
  readonly now: Date;
  emit<T extends EventType>(type: T, payload: EventPayloads[T]): void;
  enqueue<N extends JobName>(name: N, payload: JobPayloads[N], runAt?: Date): void;
};

const RETRIES = 5;

/**
 * Makes a command: input checked, one transaction, its events and jobs written last, a hint after commit.
 * Serialization failures and deadlocks are run again, so `run` must not touch anything outside `tx`.
 * @throws DomainError "invalid" when the input does not fit; whatever `run` throws, after rollback
 */
export function command<S extends z.ZodType, R, A extends Actor = Actor>(
  input: S,
  run: (write: Write<A>, input: z.output<S>) => Promise<R>,
): (ctx: Ctx<A>, raw: z.input<S>) => Promise<R> {
  return async (ctx, raw) => {
    const parsed = input.safeParse(raw);
    if (!parsed.success) throw new DomainError("invalid", parsed.error.issues[0]?.message);
    return writeOnce(ctx, (write) => run(write, parsed.data));
  };
}

async function writeOnce<R, A extends Actor>(
  ctx: Ctx<A>,
  run: (write: Write<A>) => Promise<R>,
  attempt = 1,
): Promise<R> {
  const pending = { events: [] as PendingEvent[], jobs: [] as PendingJob[] };
  try {
    const result = await ctx.db.transaction(async (tx) => {
      const value = await run({
        tx,
        actor: ctx.actor,
        now: ctx.now(),
        emit: (type, payload) => void pending.events.push({ type, payload } as PendingEvent),
        enqueue: (name, payload, runAt) => void pending.jobs.push({ name, payload, runAt } as PendingJob),
      });
      await append(tx, pending);
      return value;
    });
    if (pending.events.length + pending.jobs.length > 0) hint({ hasJobs: pending.jobs.length > 0 });
    return result;
  } catch (error) {
    if (attempt < RETRIES && isConflict(error)) return writeOnce(ctx, run, attempt + 1);
    throw error;
  }
}

/**
 * Runs a command that is one statement, and so its own transaction: one round trip, with nothing waiting open. It writes its
 * events itself, by `appending`. For what every message from a customer runs, and nothing else (ADR 0014).
 * @returns its rows; none says that nothing was written
 */
export async function commandStatement<Row>(
  { db }: Ctx,
  name: string,
  text: string,
  params: unknown[],
): Promise<Row[]> {
  const rows = await named<Row>(db, name, text, params);
  if (rows.length > 0) hint({ hasJobs: false });
  return rows;
}
