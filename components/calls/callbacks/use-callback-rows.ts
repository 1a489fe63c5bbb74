"use client";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTRPC } from "@/components/client/trpc";
import type { ConversationRow } from "@/server/contract/conversations";

/** The pages of callbacks that are loaded, with their rows in one list; pushes keep them current. */
export function useCallbackPages() {
  const trpc = useTRPC();
  const query = useInfiniteQuery(
    trpc.calls.callbacks.infiniteQueryOptions({}, { getNextPageParam: (page) => page.nextCursor }),
  );
  const rows = useMemo(() => query.data?.pages.flatMap((page) => page.rows), [query.data]);
  return { ...query, rows };
}

const NONE: readonly ConversationRow[] = [];

/** The conversations with a callback, the one that is due first first, as far as they are loaded. */
export const useCallbackRows = (): readonly ConversationRow[] => useCallbackPages().rows ?? NONE;
