import { and, eq, isNull, type SQL } from "drizzle-orm";
import type { Tx } from "@/db/client";
import { places, settingVersions } from "@/db/schema";
import { DomainError } from "@/server/contract/errors";
import type { SettingDefinition, SettingScope } from "@/server/contract/setting";

/** The columns that identify a scope; both null for the organization. */
export const scopeColumns = (scope: SettingScope) => ({
  region: scope.kind === "region" ? scope.region : null,
  placeId: scope.kind === "place" ? scope.placeId : null,
});

/** The versions of one setting at one scope. */
export function versionsOf(key: string, scope: SettingScope): SQL | undefined {
  const { region, placeId } = scopeColumns(scope);
  return and(
    eq(settingVersions.key, key),
    region === null ? isNull(settingVersions.region) : eq(settingVersions.region, region),
    placeId === null ? isNull(settingVersions.placeId) : eq(settingVersions.placeId, placeId),
  );
}

/** @throws DomainError "invalid" when the setting has no such scope; "not_found" for an unknown region or place */
export async function checkScope(tx: Tx, setting: SettingDefinition, scope: SettingScope): Promise<void> {
  if (!setting.scopes.includes(scope.kind)) throw new DomainError("invalid");
  await checkScopeExists(tx, scope);
}

/** @throws DomainError "not_found" for an unknown region or place */
export async function checkScopeExists(db: Pick<Tx, "select">, scope: SettingScope): Promise<void> {
  if (scope.kind === "organization") return;
  const named = scope.kind === "region" ? eq(places.region, scope.region) : eq(places.id, scope.placeId);
  const [found] = await db.select({ id: places.id }).from(places).where(named).limit(1);
  if (!found) throw new DomainError("not_found");
}
