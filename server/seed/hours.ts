import { eq } from "drizzle-orm";
import { places } from "@/db/schema";
import { saveSetting } from "@/server/domain/configuration/save-setting";
import { settingHistory } from "@/server/domain/configuration/setting-history";
import type { Ctx } from "@/server/domain/context";
import { closures } from "@/server/domain/hours/settings";

const DAY_MS = 86_400_000;
const CLOSED_DAYS = 365;

/** One store of the demo is always closed; the others are open around the clock. */
export async function seedHours(ctx: Ctx, closedStore: string): Promise<void> {
  const [place] = await ctx.db.select({ id: places.id }).from(places).where(eq(places.code, closedStore));
  if (!place) return;
  const setting = { key: closures.key, scope: { kind: "place", placeId: place.id } } as const;
  if ((await settingHistory(ctx, setting)).length > 0) return;
  const day = (from: number) => new Date(ctx.now().getTime() + from * DAY_MS).toISOString().slice(0, 10);
  const renovation = { date: day(-2), until: day(CLOSED_DAYS), label: "Renovation", everyYear: false, periods: [] };
  await saveSetting(ctx, { ...setting, own: { value: [renovation] }, expectedVersion: 0 });
}
