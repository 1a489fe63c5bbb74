"use client";
import { useQuery } from "@tanstack/react-query";
import { ChannelIcon, useChannels } from "@/components/client/channels";
import { useTRPC } from "@/components/client/trpc";
import { Avatar } from "@/components/ui/avatar";
import { shortDate } from "@/components/ui/time";
import type { ConversationDetail } from "@/server/contract/conversations";

const counted = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;

/** Fills the room above a short conversation with what is known of the customer; no more than the panel says. */
export function ThreadIntro({ detail, height }: { detail: ConversationDetail; height: number }) {
  const { row } = detail;
  const trpc = useTRPC();
  const { labelOf: channelLabel } = useChannels();
  const context = useQuery(trpc.customers.context.queryOptions({ conversationId: row.id })).data;
  const facts = context && [
    `Customer since ${shortDate(context.customer.since)}`,
    ...context.loyalty.slice(0, 1).map(({ tier, program }) => tier ?? program),
    counted(context.orders.length, "order", "orders"),
    context.earlier.length === 0
      ? "no other conversations to show"
      : counted(context.earlier.length, "other conversation", "other conversations"),
  ];
  return (
    <div
      className="pointer-events-none absolute inset-x-0 top-0 flex flex-col items-center justify-center px-6 text-center"
      style={{ height }}
    >
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
        {channelLabel(row.channel)} with {row.place.name}
      </p>
      {facts && <p className="mt-0.5 text-muted text-sm">{facts.join(" · ")}</p>}
    </div>
  );
}
