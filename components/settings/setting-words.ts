import type { Translate } from "@/components/ui/translate";
import type { Format } from "@/components/ui/use-format";
import { type Holiday, type OpeningHours, type Period, WEEKDAYS } from "@/server/contract/hours";
import type { Id } from "@/server/contract/ids";
import type { Menu } from "@/server/contract/menus";
import type { SettingOrigin, SettingView } from "@/server/contract/setting";
import type { Disposition } from "@/server/contract/wrap-ups";
import type { PlaceNames } from "./use-place-names";

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
/** One of the values that a setting may have, as people read it. */
export const choiceLabel = (t: ConfigurationWords, setting: Pick<SettingView, "key">, choice: string): string =>
  say(t, wordKey(setting, `choices.${choice}`));

export function originOf(t: ConfigurationWords, origin: SettingOrigin): string {
  if (origin.kind === "region") return t("inheritedFrom.region", { region: origin.region });
  return origin.kind === "place" ? t("setHere") : t(`inheritedFrom.${origin.kind}`);
}

/** What the words of values need besides those of the settings. `format`: of UTC, because dates have no zone. */
type Names = { format: Format; places: PlaceNames; menus: Translate<"menus"> };

/** A value in one line, for cards and histories. */
export function summaryOf(
  t: ConfigurationWords,
  { format, places, menus }: Names,
  setting: Pick<SettingView, "key" | "editor">,
  value: unknown,
): string {
  if (setting.editor === "weekly_hours") return hoursSummary(t, value as OpeningHours);
  if (setting.editor === "closures") return closuresSummary(t, format, value as Holiday[]);
  if (setting.editor === "time_zone") return String(value).replaceAll("_", " ");
  if (setting.editor === "place") return placeSummary(t, places, value as Id | null);
  if (setting.editor === "menu") return menuSummary(menus, places, value as Menu);
  if (setting.editor === "choices") return choicesSummary(t, value as Disposition[]);
  if (typeof value === "object" && value) return say(t, wordKey(setting, "summary"), value);
  if (typeof value === "boolean") return value ? t("on") : t("off");
  if (t.has(wordKey(setting, `choices.${value}`))) return choiceLabel(t, setting, String(value));
  const unit = wordKey(setting, "unit");
  return t.has(unit) ? say(t, unit, { value }) : String(value);
}

const choicesSummary = (t: ConfigurationWords, choices: readonly Disposition[]): string =>
  choices.map(({ label }) => label).join(" · ") || t("choices.none");

export function placeSummary(t: ConfigurationWords, places: PlaceNames, placeId: Id | null): string {
  if (placeId === null) return t("noPlace");
  const place = places.nameOf(placeId) ?? "…";
  return places.isFormer(placeId) ? t("formerPlace", { place }) : place;
}

/** "1 order status · 2 Harbor" */
function menuSummary(t: Translate<"menus">, places: PlaceNames, { enabled, options }: Menu): string {
  if (!enabled) return t("summary.off");
  const words = options.map(({ key, action, placeId, language }) => {
    const place = (placeId && places.nameOf(placeId)) ?? "…";
    return t(`summary.${action}`, { key, place, language: language ? t(`languages.${language}`) : "" });
  });
  return words.join(" · ");
}

/** The places that a value names. */
function placesIn({ editor }: Pick<SettingView, "editor">, value: unknown): Id[] {
  if (editor === "menu") return (value as Menu).options.flatMap(({ placeId }) => placeId ?? []);
  return editor === "place" && value !== null ? [value as Id] : [];
}

/** What is wrong with a value and what to do about it, or null. */
export function problemOf(
  t: ConfigurationWords,
  places: PlaceNames,
  setting: Pick<SettingView, "key" | "editor">,
  value: unknown,
): string | null {
  const former = placesIn(setting, value).find((placeId) => places.isFormer(placeId));
  const place = former ? places.nameOf(former) : null;
  return place === null ? null : say(t, wordKey(setting, "problem"), { place });
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

function closuresSummary(t: ConfigurationWords, format: Format, value: readonly Holiday[]): string {
  return value.map((one) => daySummary(t, format, one)).join(" · ") || t("closures.none");
}

/** "Inventory, Nov 3 – Nov 5: Closed" */
function daySummary(
  t: ConfigurationWords,
  format: Format,
  { date, until, label, everyYear, periods }: Holiday,
): string {
  const write = everyYear ? format.shortDay : format.shortDayOfYear;
  const days = until ? `${write(date)} – ${write(until)}` : write(date);
  return t("closures.summary", {
    ...{ label, days, hours: periodsOf(t, periods) },
    hasLabel: String(label !== ""),
    everyYear: String(everyYear),
  });
}
