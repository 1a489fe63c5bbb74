"use client";
import { useQuery } from "@tanstack/react-query";
import { CircleAlert, Plus, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { ChannelIcon, useChannels } from "@/components/client/channels";
import { useTRPC } from "@/components/client/trpc";
import { useExplain } from "@/components/client/use-error-text";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { IconButton } from "@/components/ui/icon-button";
import type { ConnectionView, EndpointView } from "@/server/contract/settings";
import { ConnectionForm } from "./connection-form";
import { EndpointForm } from "./endpoint-form";
import { RemoveEndpoint } from "./remove-endpoint";
import { CARD, CardSkeleton, Section } from "./section";

/** Accounts at providers, and the place of each number or site. */
export function ChannelsSection() {
  const t = useTranslations("settings");
  const explain = useExplain();
  const trpc = useTRPC();
  const connections = useQuery(trpc.settings.connections.queryOptions());
  const endpoints = useQuery(trpc.settings.endpoints.queryOptions());
  const [removing, setRemoving] = useState<EndpointView | null>(null);
  const [connecting, setConnecting] = useState<{ connection: ConnectionView | null } | null>(null);
  const [editing, setEditing] = useState<{ endpoint: EndpointView | null } | null>(null);
  return (
    <>
      <Section
        title={t("channels.accounts")}
        hint={t("channels.accountsHint")}
        action={
          <Button onClick={() => setConnecting({ connection: null })}>
            <Plus aria-hidden className="size-4" />
            {t("channels.addAccount")}
          </Button>
        }
      >
        <ul className={CARD}>
          {connections.data?.map((connection) => (
            <Account key={connection.id} connection={connection} onEdit={() => setConnecting({ connection })} />
          ))}
          {connections.data?.length === 0 && (
            <EmptyState title={t("channels.noAccount")}>{t("channels.noAccountHint")}</EmptyState>
          )}
        </ul>
      </Section>
      <Section
        title={t("channels.addresses")}
        hint={t("channels.addressesHint")}
        action={
          <Button onClick={() => setEditing({ endpoint: null })} disabled={!connections.data?.length}>
            <Plus aria-hidden className="size-4" />
            {t("channels.addAddress")}
          </Button>
        }
      >
        <ul className={CARD}>
          {endpoints.data?.map((endpoint) => (
            <li
              key={endpoint.id}
              className="flex min-h-14 items-center gap-3 border-line border-b px-3.5 py-1.5 last:border-b-0"
            >
              <ChannelIcon channel={endpoint.channel} className="size-4 shrink-0 text-muted" />
              <div className="min-w-0 flex-1">
                <p className="nums truncate font-medium">{endpoint.addressLabel}</p>
                <p className="text-muted text-xs expanded:truncate">
                  {endpoint.label}
                  <span className="expanded:hidden"> · {endpoint.place.name}</span>
                </p>
                {endpoint.problem && (
                  <p className="mt-0.5 flex items-start gap-1.5 text-danger text-xs">
                    <CircleAlert aria-hidden className="mt-px size-3.5 shrink-0" />
                    {explain(endpoint.problem)}
                  </p>
                )}
              </div>
              <p className="hidden w-40 truncate text-sm expanded:block">{endpoint.place.name}</p>
              <Button
                onClick={() => setEditing({ endpoint })}
                aria-label={t("channels.editThis", { name: endpoint.addressLabel })}
              >
                {t("edit")}
              </Button>
              <IconButton
                label={t("channels.removeThis", { name: endpoint.addressLabel })}
                icon={<Trash2 className="size-4" />}
                onClick={() => setRemoving(endpoint)}
              />
            </li>
          ))}
          {endpoints.data?.length === 0 && (
            <EmptyState title={t("channels.noAddress")}>{t("channels.noAddressHint")}</EmptyState>
          )}
          {endpoints.isPending && <CardSkeleton />}
          {endpoints.isError && (
            <EmptyState
              title={t("channels.loadFailed")}
              action={<Button onClick={() => endpoints.refetch()}>{t("retry")}</Button>}
            />
          )}
        </ul>
      </Section>
      {connecting && <ConnectionForm connection={connecting.connection} onClose={() => setConnecting(null)} />}
      {editing && (
        <EndpointForm
          endpoint={editing.endpoint}
          connections={connections.data ?? []}
          onClose={() => setEditing(null)}
        />
      )}
      {removing && <RemoveEndpoint endpoint={removing} onClose={() => setRemoving(null)} />}
    </>
  );
}

function Account({ connection, onEdit }: { connection: ConnectionView; onEdit: () => void }) {
  const t = useTranslations("settings");
  const { labelOf } = useChannels();
  return (
    <li className="flex min-h-14 items-center gap-3 border-line border-b px-3.5 py-1.5 last:border-b-0">
      <ChannelIcon channel={connection.kind} className="size-4 shrink-0 text-muted" />
      <div className="min-w-0 flex-1">
        <p className="truncate font-medium">{connection.label}</p>
        <p className="truncate font-mono text-muted text-xs">{connection.account}</p>
      </div>
      {connection.isFromEnvironment && (
        <p className="hidden text-muted text-sm expanded:block">{t("channels.fromEnvironment")}</p>
      )}
      <p className="text-muted text-sm">{labelOf(connection.kind)}</p>
      {!connection.isFromEnvironment && (
        <Button onClick={onEdit} aria-label={t("channels.editThis", { name: connection.label })}>
          {t("edit")}
        </Button>
      )}
    </li>
  );
}
