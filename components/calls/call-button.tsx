"use client";
import { useQuery } from "@tanstack/react-query";
import { Phone, PhoneForwarded } from "lucide-react";
import { useTranslations } from "next-intl";
import { useRef } from "react";
import { ChannelIcon, useChannels } from "@/components/client/channels";
import { useTRPC } from "@/components/client/trpc";
import { useExplain } from "@/components/client/use-error-text";
import { useShortcuts } from "@/components/shell/shortcuts";
import { IconButton } from "@/components/ui/icon-button";
import { Menu } from "@/components/ui/menu";
import type { MenuParts } from "@/components/ui/menu-layer";
import type { ConversationRow } from "@/server/contract/conversations";
import type { CallDestination } from "@/server/contract/live-calls";
import { useIsOnCall } from "./call-dock";
import { requestCall } from "./call-request";
import { askedCallback } from "./callbacks/callback-request";

/** How often an open menu refetches the ways to call: a visitor may open or close their chat at any time. */
const REFRESH_MS = 3000;

/** Calls the customer of a conversation: shows every way to do so, and why one cannot be used now. */
export function CallButton({ row }: { row: ConversationRow }) {
  const t = useTranslations("calls");
  const open = useRef<() => void>(null);
  useShortcuts([{ keys: "c", label: t("out.call"), group: "Conversation", run: () => open.current?.() }]);
  const button = <IconButton label={t("out.call")} keys="C" icon={<Phone className="size-4.5" />} />;
  return (
    <Menu trigger={button} openRef={open} align="end" className="w-[min(22rem,calc(100vw-1rem))]">
      {(parts) => <Ways {...{ parts, row }} />}
    </Menu>
  );
}

type Props = { parts: MenuParts; row: ConversationRow };

function Ways({ parts, row }: Props) {
  const t = useTranslations("calls");
  const callbacks = useTranslations("callbacks");
  const trpc = useTRPC();
  const isOnCall = useIsOnCall();
  const explain = useExplain();
  const query = useQuery(
    trpc.calls.destinations.queryOptions(
      { conversationId: row.id },
      { staleTime: 0, refetchInterval: REFRESH_MS, retry: false },
    ),
  );
  if (!query.data)
    return (
      <p role="status" className="px-2.5 py-2 text-muted text-sm">
        {t(query.isError ? "out.failed" : "out.loading")}
      </p>
    );
  const schedule = () => askedCallback.set({ conversationId: row.id, customer: row.customer.name });
  if (query.data.length === 0) return <p className="px-2.5 py-2 text-muted text-sm">{t("out.none")}</p>;
  return (
    <>
      <parts.Label>{t("out.menu", { customer: row.customer.name })}</parts.Label>
      {query.data.map((way) => {
        const reason = isOnCall ? t("out.onCall") : way.blocked && explain(way.blocked);
        return <Way key={`${way.endpointId}/${way.identityId}`} {...{ parts, row, way, reason }} />;
      })}
      <parts.Separator />
      <parts.Item icon={<PhoneForwarded aria-hidden />} onSelect={schedule}>
        {callbacks(row.callback ? "change" : "schedule")}
      </parts.Item>
    </>
  );
}

function Way({ parts, row, way, reason }: Props & { way: CallDestination; reason: string | null }) {
  const t = useTranslations("calls");
  const channels = useChannels();
  const { endpointId, identityId, channel, contact, from, isVerified } = way;
  const isChat = channel !== null && channels.of(channel)?.identityKind === "visitor";
  const hint = [!isChat && from && t("out.from", { endpoint: from }), !isVerified && t("out.notVerified")];
  const call = () => {
    const to = endpointId ? { endpointId, identityId } : undefined;
    requestCall({ conversationId: row.id, customer: row.customer.name, ...(to && { to }) });
  };
  return (
    <parts.Item
      icon={isChat ? <ChannelIcon channel={channel} /> : <Phone aria-hidden />}
      hint={reason ?? hint.filter(Boolean).join(" · ")}
      disabled={reason !== null}
      onSelect={call}
    >
      {isChat ? t("out.inChat") : contact}
    </parts.Item>
  );
}
