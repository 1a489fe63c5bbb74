import type { z } from "zod";
import type { Ack } from "@/server/contract/ack";
import { DomainError } from "@/server/contract/errors";
import { log } from "@/server/lib/log";

const noAck = () => {};

/**
 * Wraps the handler of a client's event, so that no input can crash the process. Invalid input is acknowledged as `invalid`,
 * refusals by their code, and other errors as `unavailable` with a log line.
 */
export function guard<S extends z.ZodType, R>(
  event: string,
  schema: S,
  handle: (input: z.output<S>) => Promise<R> | R,
): (raw: unknown, ack?: unknown) => void {
  return (raw, ack) => {
    const answer = (typeof ack === "function" ? ack : noAck) as Ack<R>;
    const parsed = schema.safeParse(raw);
    if (!parsed.success) return answer({ ok: false, error: "invalid" });
    Promise.resolve()
      .then(() => handle(parsed.data))
      .then((data) => answer({ ok: true, data }))
      .catch((error: unknown) => {
        if (!(error instanceof DomainError)) log.error({ event, err: error }, "socket handler failed");
        answer({ ok: false, error: error instanceof DomainError ? error.code : "unavailable" });
      });
  };
}
