"use client";
import { useTranslations } from "next-intl";
import { useFormat } from "@/components/ui/use-format";
import type { SettingView } from "@/server/contract/setting";
import { summaryOf } from "./setting-words";
import { usePlaceNames } from "./use-place-names";

/** @returns says a setting's value in one line */
export function useSummary(): (setting: Pick<SettingView, "key" | "editor">, value: unknown) => string {
  const t = useTranslations("configuration");
  // A date without a time is a day of UTC: read in another zone it could become the day before.
  const format = useFormat("UTC");
  const places = usePlaceNames();
  const menus = useTranslations("menus");
  return (setting, value) => summaryOf(t, { format, places, menus }, setting, value);
}
