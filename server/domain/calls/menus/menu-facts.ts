import { and, eq, inArray, sql } from "drizzle-orm";
import { places, sharedIdentities } from "@/db/schema";
import type { Id } from "@/server/contract/ids";
import { optionOf, type PlayedMenu, playedMenu } from "@/server/contract/menu-walk";
import type { SpokenStatus } from "@/server/contract/menus";
import type { Write } from "@/server/domain/command";
import type { Ctx } from "@/server/domain/context";
import { membersOf } from "@/server/domain/merging/members";
import { log } from "@/server/lib/log";
import { type Call, isInMenu } from "../call";
import { loadCalls } from "../load-call";
import { ringFacts } from "../ring-facts";
import { menu, voicemail } from "../settings";
import type { MenuFacts } from "./menu";
import { spokenStatus } from "./spoken-status";

/** The menu that a call begins with; null where it rings at once. */
export async function menuFor(write: Write, call: Call): Promise<PlayedMenu | null> {
  if (!write.voice.prompts(call.provider)) return null;
  const value = await write.settings.get(menu, call.placeId);
  if (!value.enabled || value.withoutMenu.includes(call.endpointId)) return null;
  const { enabled: takesMessages } = await write.settings.get(voicemail, call.placeId);
  const options = value.options.filter(({ action }) => action !== "voicemail" || takesMessages);
  return playedMenu({ ...value, options }, await takingWork(write, placesOf(value)));
}

const placesOf = ({ options }: { options: readonly { placeId: Id | null }[] }): Id[] =>
  options.flatMap(({ placeId }) => placeId ?? []);

const takingWork = async ({ tx }: Pick<Write, "tx">, ids: readonly Id[]) =>
  tx
    .select({ id: places.id, kind: places.kind, name: places.name })
    .from(places)
    .where(and(inArray(places.id, [...ids]), eq(places.takesWork, true)));

/** @param status see `statusFor` */
export async function menuFacts(write: Write, call: Call, status: SpokenStatus | null): Promise<MenuFacts> {
  const taking = call.menu ? await takingWork(write, placesOf(call.menu.played)) : [];
  const { voicemail: offer } = await ringFacts(write, call);
  return { status, takesWork: new Set(taking.map(({ id }) => id)), voicemail: offer };
}

/** Whether the caller's number is that of several people: nobody knows whose order is meant. */
async function isShared({ db }: Pick<Ctx, "db">, { contactKind, contactValue, customerId }: Call): Promise<boolean> {
  const [other] = await db
    .select({ id: sharedIdentities.customerId })
    .from(sharedIdentities)
    .where(
      and(
        eq(sharedIdentities.kind, contactKind),
        eq(sharedIdentities.value, contactValue),
        sql`${sharedIdentities.customerId} not in ${membersOf(customerId)}`,
      ),
    )
    .limit(1);
  return other !== undefined;
}

/**
 * What this key would tell the caller of their latest order. Read before the call is locked, because the answer may come from another
 * system; when that cannot be reached, a person helps.
 */
export async function statusFor(ctx: Ctx, callId: Id, key: string | null): Promise<SpokenStatus | null> {
  const [call] = key === null ? [] : await loadCalls(ctx.db, [callId]);
  if (!call?.menu || !isInMenu(call)) return null;
  if (optionOf(call.menu.played, call.menu.walk, key)?.action !== "order_status") return null;
  try {
    if (await isShared(ctx, call)) return null;
    return spokenStatus(await ctx.commerce.ordersOf(call.customerId), ctx.now());
  } catch (error) {
    log.warn({ callId, err: error }, "the orders of a caller could not be read");
    return null;
  }
}
