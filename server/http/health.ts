import { ctxFor, SIGN_IN } from "@/server/auth/ctx";
import { outboxState } from "@/server/domain/operate/outbox-state";
import { health } from "@/server/lib/health";
import { type DoorAnswer, json } from "./doors";

const PATIENCE_MS = 2000;
/** A node whose screens are this far behind should get no new people. */
const MAX_LAG_MS = 15_000;

/** The process answers: restart it when this does not. */
export const livez = (): DoorAnswer => json(200, { ok: true });

/** This node can do its work: the database answers, its tables are ours, screens are not behind, and it is not stopping. */
export async function readyz(): Promise<DoorAnswer> {
  const database = await databaseAnswers();
  const lagMs = Math.round(health.relayLagMs());
  const ok = database && !health.draining && lagMs < MAX_LAG_MS;
  return json(ok ? 200 : 503, { ok, database, draining: health.draining, lagMs });
}

/** Opening the database migrates it, so one that answers with our tables is migrated. */
async function databaseAnswers(): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<false>((resolve) => {
    timer = setTimeout(() => resolve(false), PATIENCE_MS);
  });
  const asked = ctxFor(SIGN_IN)
    .then((ctx) => outboxState(ctx))
    .then(
      () => true,
      () => false,
    );
  try {
    return await Promise.race([asked, late]);
  } finally {
    clearTimeout(timer);
  }
}
