"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { useChannels } from "@/components/client/channels";
import { refusalOf } from "@/components/client/refusal";
import { useTRPC } from "@/components/client/trpc";
import { orderStatus } from "@/components/commerce/order-card";
import { CardBody } from "@/components/conversations/handoff-card";
import { SharedWith } from "@/components/customers/merging/shared-with";
import { Badge } from "@/components/ui/badge";
import { Age, useNow } from "@/components/ui/time";
import { useFormat } from "@/components/ui/use-format";
import type { ConversationDetail } from "@/server/contract/conversations";
import type { CustomerContext } from "@/server/contract/customers";
import type { LiveCall } from "@/server/contract/live-calls";

const SHOWN_ORDERS = 2;
const SHOWN_CONTACTS = 3;
const DONE = ["delivered", "cancelled", "returned"];

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="min-w-0">
      <dt className="font-semibold text-muted text-xs">{title}</dt>
      <dd className="mt-0.5 text-sm">{children}</dd>
    </div>
  );
}

/** The customer's last message, on any channel. */
function LastMessage({ detail }: { detail: ConversationDetail | undefined }) {
  const t = useTranslations("calls");
  const { labelOf } = useChannels();
  const last = detail?.items.findLast((item) => item.kind === "message" && item.direction === "in" && item.body !== "");
  if (last?.kind !== "message") return null;
  return (
    <Part title={t("ring.asked")}>
      <span dir="auto" className="wrap-text line-clamp-2">
        {last.body}
      </span>
      <span className="text-muted text-xs">
        {last.channel && `${labelOf(last.channel)} · `}
        <Age iso={last.at} />
      </span>
    </Part>
  );
}

function Orders({ context }: { context: CustomerContext }) {
  const t = useTranslations("calls");
  const words = useTranslations("commerce");
  const open = context.orders.filter(({ status }) => !DONE.includes(status)).slice(0, SHOWN_ORDERS);
  return (
    <Part title={t("ring.orders")}>
      {open.length === 0 && <span className="text-muted">{t("ring.noOrders")}</span>}
      {open.map(({ id, number, status }) => {
        const { label, tone } = orderStatus(status, words);
        return (
          <span key={id} className="me-3 inline-flex items-center gap-1.5">
            <bdi className="font-medium">#{number}</bdi>
            <Badge tone={tone}>{label}</Badge>
          </span>
        );
      })}
    </Part>
  );
}

function Contacts({ context }: { context: CustomerContext }) {
  const t = useTranslations("calls");
  const format = useFormat();
  const now = useNow();
  const { labelOf } = useChannels();
  const last = context.earlier.slice(0, SHOWN_CONTACTS);
  return (
    <Part title={t("ring.contacts")}>
      {last.length === 0 && <span className="text-muted">{t("ring.noContacts")}</span>}
      {last.map(({ id, channel, place, lastMessageAt }) => (
        <span key={id} className="block truncate">
          {labelOf(channel)} · {place.name} · <span className="nums">{format.shortDate(lastMessageAt, now)}</span>
        </span>
      ))}
    </Part>
  );
}

/** The customer's last message, orders and contacts, shown before answering. Answering never waits for them. */
export function RingDetails({ call, meId }: { call: LiveCall; meId: string }) {
  const t = useTranslations("calls");
  const trpc = useTRPC();
  const input = { conversationId: call.conversationId };
  const context = useQuery(trpc.customers.context.queryOptions(input));
  const detail = useQuery(trpc.conversations.get.queryOptions(input)).data;
  const owner = detail?.row.assignee;
  return (
    <div className="mt-3 grid gap-2.5">
      {call.transfer && <CardBody card={call.transfer.card} />}
      <dl className="grid gap-2.5 sm:grid-cols-2">
        {!call.transfer && <LastMessage detail={detail} />}
        {context.data && <Orders context={context.data} />}
        {context.data && <Contacts context={context.data} />}
      </dl>
      {context.data && <SharedWith conversationId={call.conversationId} sharedWith={context.data.sharedWith} />}
      {owner && owner.id !== meId && <p className="text-muted text-xs">{t("ring.ownedBy", { name: owner.name })}</p>}
      {context.isError && (
        <p className="text-muted text-xs">
          {refusalOf(context.error) ? t("ring.detailsLater") : t("ring.detailsFailed")}
        </p>
      )}
    </div>
  );
}
