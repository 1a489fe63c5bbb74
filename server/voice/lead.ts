import { uuidv7 } from "uuidv7";
import type { Service } from "@/server/contract/service";
import type { Ctx } from "@/server/domain/context";
import { holdLease, releaseLease } from "@/server/domain/lease";
import { log } from "@/server/lib/log";

const LEASE_MS = 6000;
const RENEW_MS = 2000;

/** What a node does while it leads. */
export type Leading = { close(): void };
/** Lets another node lead, and does not try again for a while. */
export type Resign = (restMs: number) => void;

/** A service that exactly one node carries out at a time, by a lease in the database: another node takes over within six seconds. */
export function leadByLease(
  ctx: Ctx,
  { name, lease }: { name: string; lease: string },
  lead: (resign: Resign) => Leading,
): Service {
  const claim = { name: lease, holder: uuidv7(), leaseMs: LEASE_MS };
  let leading: Leading | null = null;
  let restUntil = 0;
  let timer: NodeJS.Timeout | undefined;
  let renewing: Promise<void> | null = null;

  const stepDown = () => {
    leading?.close();
    leading = null;
  };
  const resign: Resign = (restMs) => {
    restUntil = performance.now() + restMs;
    stepDown();
    void releaseLease(ctx.db, claim).catch(() => {});
  };
  const renew = async () => {
    if (performance.now() < restUntil) return;
    const isMine = await holdLease(ctx.db, claim).catch((error: unknown) => {
      log.warn({ lease, err: error }, "the lease of a phone system could not be renewed");
      return false;
    });
    if (!isMine) stepDown();
    else leading ??= lead(resign);
  };
  const tick = () => {
    renewing ??= renew().finally(() => {
      renewing = null;
    });
  };
  return {
    name,
    start() {
      timer = setInterval(tick, RENEW_MS);
      tick();
    },
    async stop() {
      clearInterval(timer);
      await renewing;
      stepDown();
      await releaseLease(ctx.db, claim).catch(() => {});
    },
  };
}
