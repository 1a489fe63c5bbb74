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
import type { Ctx, PresencePort, SettingsReader, VoicePort } from "./context";

/** The capabilities of a command. `emit` and `enqueue` exist only here, so a row and its event commit together or not at all. */
export type Write<A extends Actor = Actor> = {
  readonly tx: Tx;
  readonly actor: A;
  readonly now: Date;
  /** @param by the actor who caused the event, when that is not the command's actor */
  emit<T extends EventType>(type: T, payload: EventPayloads[T], by?: EventActor): void;
  readonly settings: SettingsReader;
  readonly presence: PresencePort;
  /** What can be known of providers at once. Ask `providerFor` for telephone numbers only: other nodes know which chats are open. */
  readonly voice: Pick<VoicePort, "records" | "takesMessages" | "prompts" | "providerFor">;
  /** Whether recordings can be turned into text. */
  readonly canTranscribe: boolean;
  /** Whether a payment service is connected. */
  readonly canTakeCards: boolean;
  enqueue<N extends JobName>(name: N, payload: JobPayloads[N], runAt?: Date): void;
};

/** The same capabilities, with events that name the customer: the system stores what a customer causes. */
export const causedByCustomer = (write: Write, customerId: Id): Write => ({
  ...write,
  emit: (type, payload) => write.emit(type, payload, { kind: "customer", id: customerId }),
});

/** How often a command is retried at once after a conflict. */
const MAX_ATTEMPTS = 5;
/** How long a command is retried after lost connections. A webhook must be answered within 5 s. */
const RETRY_MS = 3000;
const BACKOFF_MS = 50;
const MAX_BACKOFF_MS = 500;

/**
 * Defines a command: validates its input, runs one transaction, writes its events and jobs last, and wakes the relay after
 * commit. Serialization failures, deadlocks and lost connections are retried, so `run` must not touch anything outside `tx`. A
 * lost `commit` is retried only when it is known to have failed (ADR 0017).
 * @param scope the scope that an integration needs for this command; without one, no integration may give it
 * @throws DomainError "forbidden" for an integration without the scope; "invalid" when the input does not fit; "unavailable"
 * when the outcome of the commit is unknown; any error of `run`, after rollback
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

/** The connection was lost, and the transaction is known to have been rolled back. */
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
        voice: ctx.voice,
        canTranscribe: ctx.transcriber !== null,
        canTakeCards: ctx.payments !== null,
        enqueue: (name, payload, runAt) => void pending.jobs.push({ name, payload, runAt } as PendingJob),
      });
      written.push({ value, tx: await append(tx, pending) });
    });
  } catch (error) {
    if (!isConnectionLost(error)) throw error;
    // `commit` is sent only after everything was written.
    const outcome = written[0] ? await commitOutcome(ctx.db, written[0].tx) : "aborted";
    if (outcome === "aborted") throw new RolledBack("rolled back", { cause: error });
    if (outcome === "unknown") throw new DomainError("unavailable", "lostWhileSaving");
  }
  if (pending.events.length + pending.jobs.length > 0) wakeUp({ hasJobs: pending.jobs.length > 0 });
  return (written[0] as { value: R }).value;
}

/**
 * Runs a command that is a single statement and therefore its own transaction: one round trip, and no transaction stays open
 * meanwhile. The statement writes its events itself, by `appending`. Only for plain messages of customers (ADR 0014).
 * @returns its rows; none when nothing was written
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
