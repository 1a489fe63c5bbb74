"use client";
import { useInfiniteQuery } from "@tanstack/react-query";
import { ArrowRightLeft } from "lucide-react";
import { useTranslations } from "next-intl";
import { useMe } from "@/components/client/realtime";
import { useTRPC } from "@/components/client/trpc";
import { Button } from "@/components/ui/button";
import { useNow } from "@/components/ui/time";
import type { ConversationRow } from "@/server/contract/conversations";
import type { Me } from "@/server/contract/team";
import { useInbox } from "./inbox-state";

/** Whether this person is the one asked: by name, or as one of the place it is offered to. */
export function isOfferedTo({ offer }: ConversationRow, me: Pick<Me, "id" | "scope">): boolean {
  if (!offer || offer.from.id === me.id) return false;
  if (offer.toUser) return offer.toUser.id === me.id;
  return offer.toPlace !== null && !me.scope.all && me.scope.placeIds.includes(offer.toPlace.id);
}

/** What waits for my answer, above whatever list I look at: an offer has a time limit. */
export function OffersStrip() {
  const t = useTranslations("offers");
  const trpc = useTRPC();
  const me = useMe();
  const now = useNow();
  const { open, openId } = useInbox();
  const newest = useInfiniteQuery(
    trpc.conversations.list.infiniteQueryOptions({ view: "all" }, { getNextPageParam: (page) => page.nextCursor }),
  );
  const offered = (newest.data?.pages ?? [])
    .flatMap((page) => page.rows)
    .filter((row) => row.id !== openId && isOfferedTo(row, me) && Date.parse(row.offer?.expiresAt ?? "") > now);
  return (
    <section aria-label={t("offeredToYou")} aria-live="polite" className="shrink-0">
      {offered.map((row) => (
        <div
          key={row.id}
          className="flex animate-enter items-center gap-2.5 border-accent/30 border-b bg-accent-soft py-2 ps-3.5 pe-2 text-sm"
        >
          <ArrowRightLeft aria-hidden className="size-4 shrink-0 text-accent-ink" />
          <p className="min-w-0 flex-1 text-accent-ink">
            <span className="block truncate font-semibold">{row.customer.name}</span>
            <span className="block truncate text-xs">{t("offeredBy", { name: row.offer?.from.name ?? "" })}</span>
          </p>
          <Button
            variant="primary"
            aria-label={t("viewOffer", { customer: row.customer.name })}
            onClick={() => open(row.id)}
          >
            {t("view")}
          </Button>
        </div>
      ))}
    </section>
  );
}
