"use client";
import { useInfiniteQuery } from "@tanstack/react-query";
import { ArrowRightLeft } from "lucide-react";
import { useTranslations } from "next-intl";
import { useMe } from "@/components/client/realtime";
import { useTRPC } from "@/components/client/trpc";
import { useNow } from "@/components/ui/time";
import type { ConversationRow } from "@/server/contract/conversations";
import type { Me } from "@/server/contract/team";
import { useInbox } from "./inbox-state";
import { Strip, StripLine } from "./strip";

/** Whether the offer is made to this person or to a place where they work. */
export function isOfferedTo({ offer }: ConversationRow, me: Pick<Me, "id" | "scope">): boolean {
  if (!offer || offer.from.id === me.id) return false;
  if (offer.toUser) return offer.toUser.id === me.id;
  return offer.toPlace !== null && !me.scope.all && me.scope.placeIds.includes(offer.toPlace.id);
}

/** Offers that wait for this person's answer, above any list, because offers have a time limit. */
export function OffersStrip() {
  const t = useTranslations("offers");
  const trpc = useTRPC();
  const me = useMe();
  const now = useNow();
  const { openId } = useInbox();
  const newest = useInfiniteQuery(
    trpc.conversations.list.infiniteQueryOptions({ view: "all" }, { getNextPageParam: (page) => page.nextCursor }),
  );
  const offered = (newest.data?.pages ?? [])
    .flatMap((page) => page.rows)
    .filter((row) => row.id !== openId && isOfferedTo(row, me) && Date.parse(row.offer?.expiresAt ?? "") > now);
  return (
    <Strip label={t("offeredToYou")}>
      {offered.map((row) => (
        <StripLine
          key={row.id}
          tone="accent"
          icon={<ArrowRightLeft />}
          title={row.customer.name}
          detail={t("offeredBy", { name: row.offer?.from.name ?? "" })}
          view={{
            text: t("view"),
            label: t("viewOffer", { customer: row.customer.name }),
            conversationId: row.id,
          }}
        />
      ))}
    </Strip>
  );
}
