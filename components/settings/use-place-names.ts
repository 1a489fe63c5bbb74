"use client";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/components/client/trpc";
import type { Id } from "@/server/contract/ids";

export type PlaceNames = {
  /** The name of a place, of one that takes no work, too; null while it is loading or when there is no such place. */
  nameOf(placeId: Id): string | null;
  /** Whether a place has stopped taking work; false while that is not known. */
  isFormer(placeId: Id): boolean;
};

/** The places that settings name, for administrators. */
export function usePlaceNames(): PlaceNames {
  const trpc = useTRPC();
  const { data: places } = useQuery(trpc.team.places.queryOptions());
  const { data: all } = useQuery(trpc.team.placeNames.queryOptions());
  const named = (placeId: Id) => (one: { id: Id }) => one.id === placeId;
  return {
    nameOf: (placeId) => (places?.find(named(placeId)) ?? all?.find(named(placeId)))?.name ?? null,
    isFormer: (placeId) => places !== undefined && !places.some(named(placeId)),
  };
}
