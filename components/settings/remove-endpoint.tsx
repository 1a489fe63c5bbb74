"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type Channels, useChannels } from "@/components/client/channels";
import { refusalOf } from "@/components/client/refusal";
import { useTRPC } from "@/components/client/trpc";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Skeleton } from "@/components/ui/skeleton";
import { toastInfo } from "@/components/ui/toast";
import type { Translate } from "@/components/ui/translate";
import type { EndpointUsage, EndpointView } from "@/server/contract/settings";

type Asked = { t: Translate<"settings">; channels: Channels };

/** The consequences for conversations that use the address, one sentence each. */
export function consequences({ t, channels }: Asked, { channel, place }: EndpointView, usage: EndpointUsage): string[] {
  const known = channels.of(channel);
  const isSite = known?.identityKind === "visitor";
  const { openConversations: count, replacement } = usage;
  const stops = isSite ? "siteStops" : known?.addressFormat === "phone" ? "numberStops" : "addressStops";
  const replies = replacement
    ? t("removal.repliesMove", { count, address: replacement.addressLabel, label: replacement.label })
    : t("removal.repliesFail", { count });
  return [
    t(`removal.${stops}`),
    count === 0 ? t("removal.unused") : replies,
    t("removal.waitingFail"),
    t(isSite ? "removal.historyStaysWithVisitors" : "removal.historyStays", { place: place.name }),
  ];
}

/** Shows the consequences of removing an address before it can be removed. */
export function RemoveEndpoint({ endpoint, onClose }: { endpoint: EndpointView; onClose: () => void }) {
  const t = useTranslations("settings");
  const trpc = useTRPC();
  const channels = useChannels();
  const queryClient = useQueryClient();
  const usage = useQuery({ ...trpc.settings.endpointUsage.queryOptions({ endpointId: endpoint.id }), staleTime: 0 });
  const remove = useMutation(
    trpc.settings.removeEndpoint.mutationOptions({
      onSuccess: async () => {
        await queryClient.invalidateQueries({ queryKey: trpc.settings.endpoints.queryKey() });
        toastInfo(t("removal.done", { address: endpoint.addressLabel }));
        onClose();
      },
    }),
  );
  const error = remove.error ? (refusalOf(remove.error)?.message ?? t("removal.failed")) : null;
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t("removal.title", { address: endpoint.addressLabel })}
      description={endpoint.label}
      footer={
        <>
          <Button size="md" onClick={onClose}>
            {t("removal.keep")}
          </Button>
          <Button
            size="md"
            variant="danger"
            disabled={!usage.data || remove.isPending}
            onClick={() => remove.mutate({ endpointId: endpoint.id })}
          >
            {t("removal.remove")}
          </Button>
        </>
      }
    >
      {usage.isPending && <Skeleton className="h-24" />}
      {usage.isError && (
        <div role="alert" className="flex flex-wrap items-center gap-2 text-danger text-sm">
          {t("removal.loadFailed")}
          <Button onClick={() => usage.refetch()}>{t("retry")}</Button>
        </div>
      )}
      {usage.data && (
        <ul className="flex list-disc flex-col gap-1.5 ps-5 text-sm">
          {consequences({ t, channels }, endpoint, usage.data).map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      )}
      {error && (
        <p role="alert" className="mt-3 text-danger text-sm">
          {error}
        </p>
      )}
    </Dialog>
  );
}
