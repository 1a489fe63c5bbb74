import type { APIRequestContext } from "@playwright/test";
import type { Json, SettingView } from "@/server/contract/setting";
import { mutate, query } from "./api";
import type { Place } from "./world";

/** Gives one place a value of its own for a setting; null: as in its region, which the next journey of this world expects. */
export async function setAt(
  admin: APIRequestContext,
  { id: placeId }: Place,
  key: string,
  value: Json | null,
): Promise<void> {
  const scope = { kind: "place", placeId };
  const found = (await query<SettingView[]>(admin, "settings.list", { scope })).find((one) => one.key === key);
  const own = value === null ? null : { value };
  await mutate(admin, "settings.save", { key, scope, own, expectedVersion: found?.changed?.version ?? 0 });
}
