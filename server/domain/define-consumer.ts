import { z } from "zod";
import type { EventType, LoggedEvent } from "@/server/contract/events";
import { type Consumer, type ConsumerOptions, type RunningConsumer, runConsumer } from "@/server/outbox/consumer";
import { command, type Write } from "./command";
import type { Ctx } from "./context";

export type LogConsumer = Omit<Consumer<Write>, "isNeeded"> & { isNeeded?(ctx: Ctx): Promise<boolean> };

/** Declares a durable consumer of the log beside its noun; each is listed in `server/jobs/registry.ts` (ADR 0040). */
export const defineConsumer = <T extends EventType>(
  consumer: Omit<LogConsumer, "events" | "handle"> & {
    events: readonly T[];
    handle(write: Write, event: LoggedEvent<T>): Promise<void>;
  },
): LogConsumer =>
  // It receives only events of its types.
  consumer as unknown as LogConsumer;

/** Runs a consumer while this node holds its lease. Its effects are a command of the context's actor. */
export function startConsumer(ctx: Ctx, consumer: LogConsumer, options?: ConsumerOptions): RunningConsumer {
  const effects = command(z.custom<(write: Write) => Promise<void>>(), (write, run) => run(write));
  const { isNeeded, ...rest } = consumer;
  const bound: Consumer<Write> = isNeeded ? { ...rest, isNeeded: () => isNeeded(ctx) } : rest;
  return runConsumer(ctx.db, bound, (run) => effects(ctx, run), options);
}
