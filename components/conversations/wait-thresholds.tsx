"use client";
import { useQuery } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext } from "react";
import { useTRPC } from "@/components/client/trpc";
import type { Id } from "@/server/contract/ids";
import type { WaitThreshold, WaitThresholds } from "@/server/contract/team";

/** The defaults until the server has responded. */
const USUAL: WaitThresholds = { organization: { warnAfterMinutes: 15, lateAfterMinutes: 60 }, places: {} };
const ThresholdsContext = createContext<WaitThresholds>(USUAL);
export const useWaitThresholds = (): WaitThresholds => useContext(ThresholdsContext);

/** How long customers may wait at a place; without one, the organization's. */
export const thresholdAt = ({ organization, places }: WaitThresholds, placeId?: Id): WaitThreshold =>
  (placeId && places[placeId]) || organization;

/** Fetches the thresholds once, and again when a setting changes, so that every wait on screen is updated. */
export function WaitThresholdsProvider({ children }: { children: ReactNode }) {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.settings.waitThresholds.queryOptions());
  return <ThresholdsContext value={data ?? USUAL}>{children}</ThresholdsContext>;
}
