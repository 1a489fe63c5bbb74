import type { Id } from "@/server/contract/ids";
import type { Json, SettingDefinition, SettingInForce, SettingOrigin, SettingScope } from "@/server/contract/setting";

/** The fields of a place that settings depend on. */
export type SettingPlace = { id: Id; region: string; timeZone: string };
/** Looks up a scope's own value of one setting. @returns null when the scope inherits */
export type OwnValue = (scope: SettingScope) => { value: unknown } | null;

/**
 * Finds the value that applies at a place or for the organization: the place's own, else its region's, else the organization's,
 * else that of the place's system of record, else the default. A stored value that the schema no longer accepts is ignored.
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

/** Most specific first. A place without a region inherits directly from the organization. */
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
