"use client";
import { skipToken, useQuery } from "@tanstack/react-query";
import type { AccessLoss } from "@/components/client/cache-state";
import { keys } from "@/components/client/query-keys";
import { refusalOf } from "@/components/client/refusal";
import { useTRPC } from "@/components/client/trpc";
import type { Id } from "@/server/contract/ids";

/** How a conversation on this screen was lost, or null. */
export const useAccessLoss = (conversationId: Id): AccessLoss | null =>
  useQuery<AccessLoss | null>({ queryKey: keys.accessLoss(conversationId), queryFn: skipToken }).data ?? null;

/** `unknown`: it was not readable when it was opened; it moved before, or its link is wrong. */
export type UnreadableReason = AccessLoss | { why: "unknown"; movedTo: null; customer: null };
const UNKNOWN: UnreadableReason = { why: "unknown", movedTo: null, customer: null };

/** Why an open conversation cannot be read, or null while it can. */
export function useUnreadableReason(conversationId: Id | null): UnreadableReason | null {
  const trpc = useTRPC();
  const left = useAccessLoss(conversationId ?? "");
  const options = trpc.conversations.get.queryOptions({ conversationId: conversationId ?? "" });
  // Fetches even while it is lost, because a change of access brings it back without an event about it.
  const { error } = useQuery({ ...options, enabled: conversationId !== null });
  return left ?? (refusalOf(error)?.code === "not_found" ? UNKNOWN : null);
}
