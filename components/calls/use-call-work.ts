"use client";
import { useQuery } from "@tanstack/react-query";
import { useTRPC } from "@/components/client/trpc";

/** How many customers wait after a missed call, and how many calls go on; pushes keep both current. */
export function useCallCounts(): { missed: number; live: number } {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.calls.work.queryOptions());
  return { missed: data?.missed.length ?? 0, live: data?.live.length ?? 0 };
}
