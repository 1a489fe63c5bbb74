"use client";
import { useInfiniteQuery } from "@tanstack/react-query";
import { ArrowRightLeft } from "lucide-react";
import { useTranslations } from "next-intl";
import { useMe } from "@/components/client/realtime";
import { useTRPC } from "@/components/client/trpc";
import { useNow } from "@/components/ui/time";
import { useInbox } from "./inbox-state";
import { isOfferedTo } from "./offered";
import { Strip, StripLine } from "./strip";

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
