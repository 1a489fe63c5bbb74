import type { Translate } from "@/components/ui/translate";
import { type Holiday, type OpeningHours, type Period, WEEKDAYS } from "@/server/contract/hours";
import type { SettingOrigin, SettingView } from "@/server/contract/setting";

export type ConfigurationWords = Translate<"configuration">;
type Key = Parameters<ConfigurationWords["has"]>[0];

/** The keys of a setting's texts are known only at run time; a test checks that all exist. */
const say = (t: ConfigurationWords, key: Key, values?: object): string =>
  (t as unknown as (key: Key, values?: object) => string)(key, values);

/** A setting's texts are in the catalog under its key. */
const wordKey = (setting: Pick<SettingView, "key">, word: string) => `settings.${setting.key}.${word}` as Key;
export const labelOf = (t: ConfigurationWords, setting: Pick<SettingView, "key">): string =>
  say(t, wordKey(setting, "label"));
export const helpOf = (t: ConfigurationWords, setting: Pick<SettingView, "key">): string =>
  // The braces are part of the text; they name the variables.
  say(t, wordKey(setting, "help"));
export const fieldLabel = (t: ConfigurationWords, setting: Pick<SettingView, "key">, field: string | null): string =>
  field === null ? labelOf(t, setting) : say(t, wordKey(setting, `fields.${field}`));

export function originOf(t: ConfigurationWords, origin: SettingOrigin): string {
  if (origin.kind === "region") return t("inheritedFrom.region", { region: origin.region });
  return origin.kind === "place" ? t("setHere") : t(`inheritedFrom.${origin.kind}`);
}

/** A value in one line, for cards and histories. */
export function summaryOf(t: ConfigurationWords, setting: Pick<SettingView, "key" | "editor">, value: unknown): string {
  if (setting.editor === "weekly_hours") return hoursSummary(t, value as OpeningHours);
  if (setting.editor === "closures") return closuresSummary(t, value as Holiday[]);
  if (typeof value !== "object" || value === null) {
    const unit = wordKey(setting, "unit");
    return typeof value === "number" && t.has(unit) ? say(t, unit, { value }) : String(value);
  }
  return Object.entries(value)
    .map(([field, part]) => {
      if (field === "enabled") return part ? t("on") : t("off");
      return `${fieldLabel(t, setting, field)}: ${String(part)}`;
    })
    .join(" · ");
}

const periodsOf = (t: ConfigurationWords, periods: readonly Period[]): string =>
  periods.map(({ from, to }) => `${from}–${to}`).join(", ") || t("hours.closed");

/** Consecutive days with the same hours are combined: "Monday–Friday 09:00–18:00". */
function hoursSummary(t: ConfigurationWords, value: OpeningHours): string {
  if (value.kind === "always") return t("hours.always");
  const groups: { first: string; last: string; hours: string }[] = [];
  for (const day of WEEKDAYS) {
    const [name, hours] = [t(`hours.days.${day}`), periodsOf(t, value.days[day])];
    const before = groups.at(-1);
    if (before?.hours === hours) before.last = name;
    else groups.push({ first: name, last: name, hours });
  }
  return groups.map(({ first, last, hours }) => `${first === last ? first : `${first}–${last}`} ${hours}`).join(" · ");
}

function closuresSummary(t: ConfigurationWords, value: readonly Holiday[]): string {
  if (value.length === 0) return t("closures.none");
  return value
    .map(({ date, until, label, periods }) => {
      const days = until ? `${date}–${until}` : date;
      return `${label ? `${label}, ` : ""}${days}: ${periodsOf(t, periods)}`;
    })
    .join(" · ");
}
