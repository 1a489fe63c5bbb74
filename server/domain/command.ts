import { setTimeout as sleep } from "node:timers/promises";
import type { z } from "zod";
import type { Tx } from "@/db/client";
import { preparedRows } from "@/db/prepared";
import { DomainError, invalidInput } from "@/server/contract/errors";
import type { EventActor, EventPayloads, EventType } from "@/server/contract/events";
import type { Id } from "@/server/contract/ids";
import type { JobName, JobPayloads } from "@/server/contract/jobs";
import type { Actor, IntegrationScope } from "@/server/contract/team";
import { isConflict, isConnectionLost } from "@/server/lib/db-errors";
import { append, type PendingEvent, type PendingJob } from "@/server/outbox/append";
import { commitOutcome, type TransactionId } from "@/server/outbox/commit-outcome";
import { wakeUp } from "@/server/outbox/wake-up";
import { requireScope } from "./actors";
import type { Ctx, PresencePort, SettingsReader } from "./context";

/** The capabilities of a command. `emit` and `enqueue` exist nowhere else: a row and its event commit together, or neither. */
export type Write<A extends Actor = Actor> = {
  readonly tx: Tx;
  readonly actor: A;
  readonly now: Date;
  /** @param by who caused it, when that is not the actor */
  emit<T extends EventType>(type: T, payload: EventPayloads[T], by?: EventActor): void;
  readonly settings: SettingsReader;
  readonly presence: PresencePort;
  enqueue<N extends JobName>(name: N, payload: JobPayloads[N], runAt?: Date): void;
};

/** The same command for what a customer caused: the system stores it, and its events name the customer. */
export const causedByCustomer = (write: Write, customerId: Id): Write => ({
  ...write,
  emit: (type, payload) => write.emit(type, payload, { kind: "customer", id: customerId }),
});

/** Conflicts are run again at once, this often. */
const MAX_ATTEMPTS = 5;
/** A lost connection is replaced and the command run again until then: a webhook is answered within 5 s. */
const RETRY_MS = 3000;
const BACKOFF_MS = 50;
const MAX_BACKOFF_MS = 500;

/**
 * Makes a command: input checked, one transaction, its events and jobs written last, a wake-up after commit.
 * Serialization failures, deadlocks and lost connections are run again, so `run` must not touch anything outside `tx`. A
 * lost `commit` is never run again before it is known to have failed (ADR 0017).
 * @param scope what an integration needs to give this command; without one, no integration can
 * @throws DomainError "forbidden" for an integration without the scope; "invalid" when the input does not fit;
 * "unavailable" when nobody can say whether it was committed; whatever `run` throws, after rollback
 */
export function command<S extends z.ZodType, R, A extends Actor = Actor>(
  input: S,
  run: (write: Write<A>, input: z.output<S>) => Promise<R>,
  scope?: IntegrationScope,
): (ctx: Ctx<A>, raw: z.input<S>) => Promise<R> {
  return async (ctx, raw) => {
    requireScope(ctx.actor, scope);
    const parsed = input.safeParse(raw);
    if (!parsed.success) throw invalidInput(parsed.error);
    return retryWhileSafe(() => writeOnce(ctx, (write) => run(write, parsed.data)));
  };
}

/** The transaction is known to have been rolled back, by a loss of its connection. */
class RolledBack extends Error {}

async function retryWhileSafe<R>(write: () => Promise<R>): Promise<R> {
  const until = performance.now() + RETRY_MS;
  for (let attempt = 1; ; attempt++) {
    try {
      return await write();
    } catch (error) {
      const isLost = error instanceof RolledBack;
      const mayRetry = isLost ? performance.now() < until : isConflict(error) && attempt < MAX_ATTEMPTS;
      if (!mayRetry) throw isLost ? error.cause : error;
      if (isLost) await sleep(Math.min(MAX_BACKOFF_MS, BACKOFF_MS * 2 ** (attempt - 1)));
    }
  }
}

/** @throws RolledBack when the connection was lost and nothing was written */
async function writeOnce<R, A extends Actor>(ctx: Ctx<A>, run: (write: Write<A>) => Promise<R>): Promise<R> {
  const actor: EventActor = { kind: ctx.actor.kind, id: ctx.actor.id };
  const pending = { events: [] as PendingEvent[], jobs: [] as PendingJob[] };
  const written: { value: R; tx: TransactionId | null }[] = [];
  try {
    await ctx.db.transaction(async (tx) => {
      const value = await run({
        tx,
        actor: ctx.actor,
        now: ctx.now(),
        emit: (type, payload, by = actor) => void pending.events.push({ type, payload, actor: by } as PendingEvent),
        settings: ctx.settings.within(tx),
        presence: ctx.presence,
        enqueue: (name, payload, runAt) => void pending.jobs.push({ name, payload, runAt } as PendingJob),
      });
      written.push({ value, tx: await append(tx, pending) });
    });
  } catch (error) {
    if (!isConnectionLost(error)) throw error;
    // Only once everything was written can `commit` have been sent.
    const outcome = written[0] ? await commitOutcome(ctx.db, written[0].tx) : "aborted";
    if (outcome === "aborted") throw new RolledBack("rolled back", { cause: error });
    if (outcome === "unknown") throw new DomainError("unavailable", "lostWhileSaving");
  }
  if (pending.events.length + pending.jobs.length > 0) wakeUp({ hasJobs: pending.jobs.length > 0 });
  return (written[0] as { value: R }).value;
}

/**
 * Runs a command that is one statement, and so its own transaction: one round trip, with nothing waiting open. It writes its
 * events itself, by `appending`. For what every message from a customer runs, and nothing else (ADR 0014).
 * @returns its rows; none says that nothing was written
 */
export async function commandStatement<Row>(
  { db, actor }: Ctx,
  name: string,
  text: string,
  params: unknown[],
): Promise<Row[]> {
  requireScope(actor, undefined);
  const rows = await preparedRows<Row>(db, name, text, params);
  if (rows.length > 0) wakeUp({ hasJobs: false });
  return rows;
}
