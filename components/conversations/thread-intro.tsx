"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { ChannelIcon, useChannels } from "@/components/client/channels";
import { useTRPC } from "@/components/client/trpc";
import { Avatar } from "@/components/ui/avatar";
import { useNow } from "@/components/ui/time";
import { useFormat } from "@/components/ui/use-format";
import type { ConversationDetail } from "@/server/contract/conversations";

/** Fills the space above a short conversation with a summary of the customer panel, hidden where that space is small. */
export function ThreadIntro({ detail }: { detail: ConversationDetail }) {
  const t = useTranslations("thread");
  const format = useFormat();
  const now = useNow();
  const { row } = detail;
  const trpc = useTRPC();
  const { labelOf: channelLabel } = useChannels();
  const context = useQuery(trpc.customers.context.queryOptions({ conversationId: row.id })).data;
  const facts = context && [
    t("customerSince", { at: format.shortDate(context.customer.since, now) }),
    ...context.loyalty.slice(0, 1).map(({ tier, program }) => tier ?? program),
    t("orders", { count: context.orders.length }),
    t("otherConversations", { count: context.earlier.length }),
  ];
  return (
    <div className="pointer-events-none min-h-0 flex-1 [container-type:size]">
      <div className="hidden h-full flex-col items-center justify-center px-6 text-center [@container(min-height:260px)]:flex">
        <span className="relative mb-3">
          <Avatar name={row.customer.name} className="size-14 text-lg" />
          <span className="absolute -end-1 -bottom-1 flex size-6 items-center justify-center rounded-full bg-surface text-muted ring-1 ring-line">
            <ChannelIcon channel={row.channel} className="size-3.5" />
          </span>
        </span>
        <p className="font-semibold text-md">
          <bdi>{row.customer.name}</bdi>
        </p>
        <p className="text-muted text-sm">
          {t("channelWith", { channel: channelLabel(row.channel), place: row.place.name })}
        </p>
        {facts && <p className="mt-0.5 text-muted text-sm">{facts.join(" · ")}</p>}
      </div>
    </div>
  );
}
