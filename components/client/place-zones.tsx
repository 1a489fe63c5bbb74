"use client";
import { useQuery } from "@tanstack/react-query";
import { createContext, type ReactNode, useCallback, useContext, useMemo } from "react";
import { type Format, useFormatIn, ZoneContext } from "@/components/ui/use-format";
import type { Id } from "@/server/contract/ids";
import type { Me, Place } from "@/server/contract/team";
import { useMe } from "./realtime";
import { useTRPC } from "./trpc";

const ZonesContext = createContext<ReadonlyMap<Id, string>>(new Map());

/** The zone that a person's places share; undefined where they have several, and for whoever has none. */
export function homeZone({ scope }: Me, places: readonly Place[]): string | undefined {
  const zones = new Set(
    places.filter(({ id }) => scope.all || scope.placeIds.includes(id)).map(({ timeZone }) => timeZone),
  );
  return zones.size === 1 ? [...zones][0] : undefined;
}

/**
 * Knows the zone of every place, and shows times that are about no place in the reader's home zone. Until the places are
 * known, and where a person works in several zones, that is the device's own (ADR 0041).
 */
export function PlaceZones({ children }: { children: ReactNode }) {
  const trpc = useTRPC();
  const me = useMe();
  const places = useQuery(trpc.team.places.queryOptions()).data;
  const zones = useMemo(() => new Map(places?.map(({ id, timeZone }) => [id, timeZone])), [places]);
  return (
    <ZonesContext value={zones}>
      <ZoneContext value={homeZone(me, places ?? [])}>{children}</ZoneContext>
    </ZonesContext>
  );
}

/** @returns the zone of a place, for what reckons in it; of a place that is not known, that of the text around */
function useZoneOfPlaces(): (placeId: Id | null | undefined) => string | undefined {
  const around = useContext(ZoneContext);
  const zones = useContext(ZonesContext);
  return useCallback((placeId) => (placeId && zones.get(placeId)) || around, [around, zones]);
}

/** Shows every time inside on the clocks of this place; of a place that is not known, on those around it. */
export function AtPlace({ placeId, children }: { placeId: Id | null | undefined; children: ReactNode }) {
  return <ZoneContext value={useZoneOfPlaces()(placeId)}>{children}</ZoneContext>;
}

/** The zone in which times are shown here, for what reckons in it; undefined for the device's own. */
export const useZone = (): string | undefined => useContext(ZoneContext);

/** @returns the formats of a place, for text that is made outside of what it is about, such as a toast */
export function useFormatAt(): (placeId: Id | null) => Format {
  const formatIn = useFormatIn();
  const zoneOf = useZoneOfPlaces();
  return useCallback((placeId) => formatIn(zoneOf(placeId)), [formatIn, zoneOf]);
}
