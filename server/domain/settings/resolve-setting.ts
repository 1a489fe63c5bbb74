import type { Id } from "@/server/contract/ids";
import type { Json, SettingDefinition, SettingInForce, SettingOrigin, SettingScope } from "@/server/contract/setting";

/** A place as settings see it. */
export type SettingPlace = { id: Id; region: string; timeZone: string };
/** The values that scopes have of their own, of one setting. @returns null when this one inherits */
export type OwnValue = (scope: SettingScope) => { value: unknown } | null;

/**
 * Finds the value in force at a place, or for the organization: the place's own, else its region's, else the organization's,
 * else what the place's system of record says, else the default. A stored value that the schema no longer accepts is passed
 * over, as if it had never been set.
 */
export function resolveSetting<V>(
  setting: SettingDefinition<V>,
  own: OwnValue,
  place: SettingPlace | null,
): { value: V; origin: SettingOrigin } {
  return resolveAmong(setting, own, scopesOf(place), place);
}

/** Finds what a scope inherits when it has no value of its own. */
export function resolveInherited(
  setting: SettingDefinition,
  own: OwnValue,
  scope: SettingScope,
  place: SettingPlace | null,
): SettingInForce {
  const above =
    scope.kind === "organization" ? [] : scope.kind === "region" ? scopesOf(null) : scopesOf(place).slice(1);
  const found = resolveAmong(setting, own, above, place);
  return { ...found, value: found.value as Json };
}

/** Most specific first. A place without a region has none between itself and the organization. */
function scopesOf(place: SettingPlace | null): SettingScope[] {
  const scopes: SettingScope[] = [{ kind: "organization" }];
  if (!place) return scopes;
  if (place.region) scopes.unshift({ kind: "region", region: place.region });
  scopes.unshift({ kind: "place", placeId: place.id });
  return scopes;
}

function resolveAmong<V>(
  setting: SettingDefinition<V>,
  own: OwnValue,
  scopes: readonly SettingScope[],
  place: SettingPlace | null,
): { value: V; origin: SettingOrigin } {
  for (const scope of scopes) {
    const found = setting.scopes.includes(scope.kind) ? own(scope) : null;
    const parsed = found && setting.schema.safeParse(found.value);
    if (parsed?.success) return { value: parsed.data, origin: scope };
  }
  if (place && setting.fromRecord) return { value: setting.fromRecord(place), origin: { kind: "record" } };
  return { value: setting.default, origin: { kind: "default" } };
}
