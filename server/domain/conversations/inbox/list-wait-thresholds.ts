import type { WaitThresholds } from "@/server/contract/team";
import type { Ctx } from "@/server/domain/context";
import { listPlaces } from "@/server/domain/team/list-places";
import { waitThresholds } from "./settings";

/** How long customers may wait, at each place and for the whole organization. @source Storeline's settings */
export async function listWaitThresholds(ctx: Ctx): Promise<WaitThresholds> {
  const places = await listPlaces(ctx);
  const entries = await Promise.all(
    places.map(async ({ id }) => [id, await ctx.settings.get(waitThresholds, id)] as const),
  );
  return { organization: await ctx.settings.get(waitThresholds, null), places: Object.fromEntries(entries) };
}
