"use client";
import { skipToken, useQuery } from "@tanstack/react-query";
import type { Left } from "@/components/client/cache-state";
import { keys } from "@/components/client/query-keys";
import { refusalOf } from "@/components/client/refusal";
import { useTRPC } from "@/components/client/trpc";
import type { Id } from "@/server/contract/ids";

/** How a conversation on this screen was lost, or null. */
export const useLeft = (conversationId: Id): Left | null =>
  useQuery<Left | null>({ queryKey: keys.left(conversationId), queryFn: skipToken }).data ?? null;

/** `unknown`: it was not readable when it was opened; it moved before, or its link is wrong. */
export type Lost = Left | { why: "unknown"; movedTo: null; customer: null };
const UNKNOWN: Lost = { why: "unknown", movedTo: null, customer: null };

/** Why an open conversation cannot be read, or null while it can. */
export function useLost(conversationId: Id | null): Lost | null {
  const trpc = useTRPC();
  const left = useLeft(conversationId ?? "");
  const options = trpc.conversations.get.queryOptions({ conversationId: conversationId ?? "" });
  // Fetches even while it is lost, because a change of access brings it back without an event about it.
  const { error } = useQuery({ ...options, enabled: conversationId !== null });
  return left ?? (refusalOf(error)?.code === "not_found" ? UNKNOWN : null);
}
