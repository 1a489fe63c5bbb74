import { uuidv7 } from "uuidv7";
import type { Db } from "@/db/client";
import { makePlace } from "@/db/factories";
import { orders } from "@/db/schema";
import type { OrderStatus } from "@/server/contract/commerce";
import type { Menu, MenuOption } from "@/server/contract/menus";
import { endPromptOf } from "@/server/domain/calls/end-prompt";
import { telephoneWorld } from "./telephone-fixture";
import type { TwoStores } from "./two-stores";

export const option = (
  key: MenuOption["key"],
  action: MenuOption["action"],
  own: Partial<MenuOption> = {},
): MenuOption => ({ ...{ key, action, placeId: null, language: null, sound: null }, ...own });

type Order = { status: OrderStatus; placedAt: Date; confirmedAt: Date };

export async function makeOrder(db: Db, customerId: string, { status, placedAt, confirmedAt }: Order): Promise<void> {
  const lineage = { source: "oms", sourceTime: confirmedAt, observedAt: confirmedAt, sequence: 1, contentHash: "" };
  const about = { customerId, sourceId: uuidv7(), number: "1001", totalMinor: 100, currency: "USD" };
  await db.insert(orders).values({ id: uuidv7(), ...about, status, placedAt, ...lineage });
}

/** Pine Street's callers hear a menu: 1 order status, 2 Harbor, 3 the contact center, 4 a message, 5 Spanish. */
export async function menuWorld(opened?: TwoStores["db"]) {
  const world = await telephoneWorld(opened);
  const { db, harbor } = world;
  const center = await makePlace(db, { kind: "team", name: "Contact center" });
  const options = [
    option("1", "order_status"),
    option("2", "place", { placeId: harbor.id }),
    option("3", "place", { placeId: center.id }),
    option("4", "voicemail"),
    option("5", "language", { language: "es" }),
  ];
  const setMenu = (changed: Partial<Menu> = {}) =>
    world.set("calls.menu", { ...{ enabled: true, greeting: null, options, withoutMenu: [] }, ...changed });
  await setMenu();
  return {
    ...world,
    center,
    setMenu,
    /** Presses one key after the other; null: none in time. */
    async press(callId: string, ...keys: (string | null)[]): Promise<void> {
      for (const key of keys) {
        const promptId = (await world.stored(callId)).prompt?.id ?? uuidv7();
        await endPromptOf(world.system(), { callId, promptId, key });
      }
    },
    /** An order of the customer of a call, as its source confirmed it so many minutes ago. */
    async ordered(callId: string, status: OrderStatus, confirmedMinutesAgo = 0): Promise<void> {
      const now = world.system().now();
      const confirmedAt = new Date(now.getTime() - confirmedMinutesAgo * 60_000);
      await makeOrder(db, (await world.stored(callId)).customerId, { status, placedAt: now, confirmedAt });
    },
    soundsOf: async (callId: string) => (await world.stored(callId)).prompt?.sounds ?? null,
  };
}
export type MenuWorld = Awaited<ReturnType<typeof menuWorld>>;
