"use client";
import { useQuery } from "@tanstack/react-query";
import { useNowAt } from "@/components/ui/time";
import type { IsoTime } from "@/server/contract/ids";
import type { PersonPreferences } from "@/server/contract/preferences";
import { useTRPC } from "./trpc";

/** What the signed-in person has chosen for themselves; undefined until it is known. */
export const usePersonPreferences = (): PersonPreferences | undefined =>
  useQuery(useTRPC().team.preferences.queryOptions()).data;

/** Until when the person is not to be disturbed; null when they may be. It ends by itself. */
export function useQuietUntil(): IsoTime | null {
  const until = usePersonPreferences()?.doNotDisturbUntil ?? null;
  const end = until ? Date.parse(until) : 0;
  return useNowAt(end) < end ? until : null;
}
