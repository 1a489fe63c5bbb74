"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useTRPC } from "@/components/client/trpc";
import { useFormat } from "@/components/ui/use-format";
import type { SettingView } from "@/server/contract/setting";
import { summaryOf } from "./setting-words";

/** @returns says a setting's value in one line */
export function useSummary(): (setting: Pick<SettingView, "key" | "editor">, value: unknown) => string {
  const t = useTranslations("configuration");
  // A date without a time is a day of UTC: read in another zone it could become the day before.
  const format = useFormat("UTC");
  const { data: places } = useQuery(useTRPC().team.places.queryOptions());
  const nameOf = (placeId: unknown) => places?.find(({ id }) => id === placeId)?.name ?? "…";
  return (setting, value) => summaryOf(t, { format, nameOf }, setting, value);
}
