import type { Db } from "@/db/client";
import type { Actor } from "@/server/contract/team";
import type { Clock } from "@/server/lib/clock";
import { ordersOfCustomer } from "../commerce/order-views";
import type { Ctx, PresencePort } from "../context";
import { settingsOn } from "../settings/setting-values";

/** Where no screen is connected, as in a job or the seed: nobody is at any place. */
const NOBODY: PresencePort = { isStaffed: () => false, availableAt: () => [], isAvailable: () => false };

/**
 * Makes a context with the ports of this process: settings and commerce from its database, presence from its gateway. What
 * connects a shop system replaces `commerce` here.
 */
export function createCtx<A extends Actor>(given: { db: Db; actor: A; now: Clock; presence?: PresencePort }): Ctx<A> {
  const { db, actor, now, presence = NOBODY } = given;
  const commerce = { ordersOf: (customerId: string) => ordersOfCustomer(db, customerId) };
  return { db, actor, now, settings: settingsOn(db), presence, commerce };
}
