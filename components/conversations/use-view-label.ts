"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useMe } from "@/components/client/realtime";
import { useTRPC } from "@/components/client/trpc";
import type { View } from "@/server/contract/conversations";

/** The labels of the views for this person: "My store" for people of one store, "My team" for those of a team. */
export function useViewLabel(): (view: View) => string {
  const t = useTranslations("inbox");
  const trpc = useTRPC();
  const { scope } = useMe();
  const places = useQuery(trpc.team.places.queryOptions()).data ?? [];
  const mine = scope.all ? [] : places.filter((place) => scope.placeIds.includes(place.id));
  const kinds = new Set(mine.map(({ kind }) => kind));
  const kind = kinds.size !== 1 ? "mixed" : kinds.has("store") ? "store" : "team";
  return (view) => (view === "place" ? t("views.place", { kind, count: mine.length }) : t(`views.${view}`));
}
