import { openDb } from "@/db/client";
import type { Actor } from "@/server/contract/team";
import type { Ctx, PresencePort } from "@/server/domain/context";
import { createCtx } from "@/server/domain/operate/create-ctx";
import { systemClock } from "@/server/lib/clock";

let presence: PresencePort | undefined;
/** The gateway's knowledge of who is here, for every context made from now on. */
export function providePresence(port: PresencePort): void {
  presence = port;
}

/** A context on the process's database, for the actor that an endpoint has authenticated. */
export async function ctxFor<A extends Actor>(actor: A): Promise<Ctx<A>> {
  const { db } = await openDb();
  return createCtx({ db, actor, now: systemClock, ...(presence ? { presence } : {}) });
}

/** For what happens before anybody is known: checking a password, starting a session. */
export const SIGN_IN = { kind: "system", id: null, name: "sign-in" } as const;
