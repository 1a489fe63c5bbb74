import { openDb } from "@/db/client";
import type { PaymentService } from "@/server/contract/payments";
import type { Actor } from "@/server/contract/team";
import type { Transcriber } from "@/server/contract/transcriber";
import type { Ctx, PresencePort, VoicePort } from "@/server/domain/context";
import { createCtx } from "@/server/domain/operate/create-ctx";
import { systemClock } from "@/server/lib/clock";

type LivePorts = {
  presence?: PresencePort;
  voice?: VoicePort;
  transcriber?: Transcriber | null;
  payments?: PaymentService | null;
};
let ports: LivePorts = {};
/** Sets what only the running process knows, used by every later context. */
export function providePorts(live: LivePorts): void {
  ports = live;
}

/** A context on the process's database, for the actor that an endpoint has authenticated. */
export async function ctxFor<A extends Actor>(actor: A): Promise<Ctx<A>> {
  const { db } = await openDb();
  return createCtx({ db, actor, now: systemClock, ...ports });
}

/** The actor before anybody is authenticated, for checking a password and starting a session. */
export const SIGN_IN = { kind: "system", id: null, name: "sign-in" } as const;
