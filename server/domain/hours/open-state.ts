import type { OpenState } from "@/server/contract/hours";
import type { Id } from "@/server/contract/ids";
import type { Ctx, SettingsReader } from "@/server/domain/context";
import { type Hours, openAt } from "./open-periods";
import { closures, holidays, openingHours, timeZone } from "./settings";

/** The hours that apply at a place. */
export async function hoursOf(settings: SettingsReader, placeId: Id): Promise<Hours> {
  return {
    timeZone: await settings.get(timeZone, placeId),
    opening: await settings.get(openingHours, placeId),
    exceptions: [await settings.get(closures, placeId), await settings.get(holidays, placeId)],
  };
}

/** Whether a place is open now, by its hours. @source Storeline's settings */
export async function openState(
  { settings, now }: { settings: SettingsReader; now: Ctx["now"] },
  placeId: Id,
): Promise<OpenState> {
  const hours = await hoursOf(settings, placeId);
  const { open, until } = openAt(hours, now());
  return { open, changesAt: until === null ? null : new Date(until).toISOString(), timeZone: hours.timeZone };
}
