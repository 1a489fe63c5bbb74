import type { Db } from "@/db/client";
import { DomainError } from "@/server/contract/errors";
import type { PaymentService } from "@/server/contract/payments";
import type { Actor } from "@/server/contract/team";
import type { Transcriber } from "@/server/contract/transcriber";
import type { Clock } from "@/server/lib/clock";
import { ordersOfCustomer } from "../commerce/order-views";
import type { Ctx, PresencePort, VoicePort } from "../context";
import { settingsOn } from "../settings/setting-values";

/** The presence for processes without connected screens, such as jobs and the seed: nobody is available. */
const NOBODY: PresencePort = { isStaffed: () => false, availableAt: () => [], isAvailable: () => false };
/** The same processes place no calls. */
const NO_VOICE: VoicePort = {
  providerFor: async () => null,
  openPhone: async () => {
    throw new DomainError("unavailable", "phoneSystemAway");
  },
  records: () => false,
  takesMessages: () => false,
  prompts: () => false,
  cardKeysProblem: async () => "unsupported",
};

/**
 * Creates a context with the ports of this process: settings and commerce from its database, presence and voice from its gateway. A
 * connector for a shop system would replace `commerce` here.
 */
export function createCtx<A extends Actor>(given: {
  db: Db;
  actor: A;
  now: Clock;
  presence?: PresencePort;
  voice?: VoicePort;
  transcriber?: Transcriber | null;
  payments?: PaymentService | null;
}): Ctx<A> {
  const { db, actor, now, presence = NOBODY, voice = NO_VOICE, transcriber = null, payments = null } = given;
  const commerce = { ordersOf: (customerId: string) => ordersOfCustomer(db, customerId) };
  return { db, actor, now, settings: settingsOn(db), presence, voice, transcriber, payments, commerce };
}
