import type { z } from "zod";
import { DomainError } from "@/server/contract/errors";
import type { Ack } from "@/server/contract/sockets";
import { log } from "@/server/lib/log";

const noAck = () => {};

/**
 * Wraps the handler of a client's event. Whatever a client sends, the process lives on: bad input is acknowledged as
 * invalid, refusals by their code, and the rest as unavailable with a line in the log.
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
