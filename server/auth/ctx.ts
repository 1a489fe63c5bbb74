import { openDb } from "@/db/client";
import type { Actor } from "@/server/contract/team";
import type { Ctx } from "@/server/domain/context";
import { systemClock } from "@/server/lib/clock";

/** A context on the process's database, for the actor that an endpoint has authenticated. */
export async function ctxFor<A extends Actor>(actor: A): Promise<Ctx<A>> {
  return { db: (await openDb()).db, actor, now: systemClock };
}

/** For what happens before anybody is known: checking a password, starting a session. */
export const SIGN_IN = { kind: "system", id: null, name: "sign-in" } as const;
