"use client";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { useBoardDelta, useSubscription } from "@/components/client/realtime";
import { useTRPC } from "@/components/client/trpc";
import { currentMs } from "@/components/ui/clock";
import type { Board, PersonTile, PlaceTile } from "@/server/contract/team";

const replace = <T>(tiles: T[], changed: T[], idOf: (tile: T) => string): T[] => {
  const next = new Map(changed.map((tile) => [idOf(tile), tile]));
  return tiles.map((tile) => next.get(idOf(tile)) ?? tile);
};
const placeId = (tile: PlaceTile) => tile.place.id;
const personId = (tile: PersonTile) => tile.person.id;

/** The board's tiles: fetched once, then updated by pushes. */
export function useBoard() {
  const trpc = useTRPC();
  const queryClient = useQueryClient();
  useSubscription({ board: true });
  const query = useQuery(trpc.team.board.queryOptions());
  useBoardDelta((delta) => {
    queryClient.setQueryData(
      trpc.team.board.queryKey(),
      (board: Board | undefined) =>
        board && {
          places: replace(board.places, delta.places, placeId),
          people: replace(board.people, delta.people, personId),
        },
    );
  });
  return query;
}

export type Totals = { waiting: number; open: number; unassigned: number; oldest: string | null };
export function totalsOf({ places }: Board): Totals {
  const sum = (of: (tile: PlaceTile) => number) => places.reduce((total, tile) => total + of(tile), 0);
  const times = places.flatMap((tile) => tile.oldestWaitingSince ?? []).sort();
  return {
    waiting: sum((tile) => tile.waiting),
    open: sum((tile) => tile.open),
    unassigned: sum((tile) => tile.unassigned),
    oldest: times[0] ?? null,
  };
}

/** Since when no customer has waited, as seen by this screen; null while one does. */
export function useClearSince(waiting: number | undefined): number | null {
  const [since, setSince] = useState<number | null>(null);
  useEffect(() => {
    if (waiting === undefined) return;
    setSince((before) => (waiting > 0 ? null : (before ?? currentMs())));
  }, [waiting]);
  return since;
}
