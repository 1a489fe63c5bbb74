"use client";
import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { AtPlace } from "@/components/client/place-zones";
import { useTRPC } from "@/components/client/trpc";
import type { Id } from "@/server/contract/ids";

/** Shows every time inside on the clocks of the place where this conversation is. */
export function AtConversation({ conversationId, children }: { conversationId: Id | null; children: ReactNode }) {
  const trpc = useTRPC();
  const { data } = useQuery(
    trpc.conversations.get.queryOptions({ conversationId: conversationId ?? "" }, { enabled: false }),
  );
  return <AtPlace placeId={data?.row.place.id}>{children}</AtPlace>;
}
