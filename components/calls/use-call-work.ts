"use client";
import { useQuery } from "@tanstack/react-query";
import { useMe } from "@/components/client/realtime";
import { useTRPC } from "@/components/client/trpc";
import { useNowAt } from "@/components/ui/time";
import type { MyCallback } from "@/server/contract/callbacks";
import type { Id } from "@/server/contract/ids";

const NONE: readonly MyCallback[] = [];

/** The callbacks that this person may be asked to make, the one that is due first first. Those that are being called are left out. */
export function useCallbacksToAsk(): readonly MyCallback[] {
  const trpc = useTRPC();
  const { data } = useQuery(trpc.calls.work.queryOptions());
  if (!data) return NONE;
  const live = new Set(data.live.map(({ conversationId }) => conversationId));
  return data.callbacks.filter(({ conversationId }) => !live.has(conversationId));
}

/** Whether a callback is this person's own, or that of everybody at the place. */
export const isMine = ({ assigneeId }: MyCallback, meId: Id): boolean => assigneeId === null || assigneeId === meId;

/** How many customers wait after a missed call, how many calls go on, and how many of my callbacks are due; pushes keep both current. */
export function useCallCounts(): { missed: number; live: number; callbacks: number } {
  const trpc = useTRPC();
  const me = useMe();
  const { data } = useQuery(trpc.calls.work.queryOptions());
  const mine = (data?.callbacks ?? NONE).filter((one) => isMine(one, me.id)).map(({ dueAt }) => Date.parse(dueAt));
  const now = useNowAt(...mine);
  const due = mine.filter((at) => at <= now);
  return { missed: data?.missed.length ?? 0, live: data?.live.length ?? 0, callbacks: due.length };
}
