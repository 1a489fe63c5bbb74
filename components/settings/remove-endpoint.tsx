"use client";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { type Channels, useChannels } from "@/components/client/channels";
import { refusalOf } from "@/components/client/refusal";
import { useTRPC } from "@/components/client/trpc";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Skeleton } from "@/components/ui/skeleton";
import { toastInfo } from "@/components/ui/toast";
import type { EndpointUsage, EndpointView } from "@/server/contract/settings";

const SITE_STOPS = "The chat on the site that uses this key stops working. Visitors see that it is not set up.";
const NUMBER_STOPS = "Texts to this number are refused: nobody here sees them, and the customer gets no answer.";
const ADDRESS_STOPS = "Messages to this address are refused: nobody here sees them, and the customer gets no answer.";

/** What happens to conversations that use it, one sentence per consequence. */
export function consequences(channels: Channels, { channel, place }: EndpointView, usage: EndpointUsage): string[] {
  const known = channels.of(channel);
  const isSite = known?.identityKind === "visitor";
  const { openConversations: open, replacement } = usage;
  const conversations = open === 1 ? "1 open conversation" : `${open} open conversations`;
  const replies = replacement
    ? `Replies in ${conversations} then leave from ${replacement.address} (${replacement.label}).`
    : `Replies in ${conversations} cannot be sent, unless the customer can be reached another way.`;
  return [
    isSite ? SITE_STOPS : known?.address.format === "phone" ? NUMBER_STOPS : ADDRESS_STOPS,
    open === 0 ? "No open conversation uses it." : replies,
    "Messages still waiting to be sent through it fail, and show as not delivered.",
    `History stays. Adding the same address again brings it back${isSite ? ", with its visitors" : ""}. It belongs to ${place.name} now.`,
  ];
}

/** Names what removing an address changes, and removes it only then. */
export function RemoveEndpoint({ endpoint, onClose }: { endpoint: EndpointView; onClose: () => void }) {
  const trpc = useTRPC();
  const channels = useChannels();
  const queryClient = useQueryClient();
  const usage = useQuery({ ...trpc.settings.endpointUsage.queryOptions({ endpointId: endpoint.id }), staleTime: 0 });
  const remove = useMutation(
    trpc.settings.removeEndpoint.mutationOptions({
      onSuccess: async () => {
        await queryClient.invalidateQueries({ queryKey: trpc.settings.endpoints.queryKey() });
        toastInfo(`${endpoint.address} was removed`);
        onClose();
      },
    }),
  );
  const error = remove.error ? (refusalOf(remove.error)?.message ?? "It could not be removed. Nothing changed.") : null;
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={`Remove ${endpoint.address}?`}
      description={endpoint.label}
      footer={
        <>
          <Button size="md" onClick={onClose}>
            Keep it
          </Button>
          <Button
            size="md"
            variant="danger"
            disabled={!usage.data || remove.isPending}
            onClick={() => remove.mutate({ endpointId: endpoint.id })}
          >
            Remove
          </Button>
        </>
      }
    >
      {usage.isPending && <Skeleton className="h-24" />}
      {usage.isError && (
        <div role="alert" className="flex flex-wrap items-center gap-2 text-danger text-sm">
          What depends on it could not be loaded.
          <Button onClick={() => usage.refetch()}>Retry</Button>
        </div>
      )}
      {usage.data && (
        <ul className="flex list-disc flex-col gap-1.5 ps-5 text-sm">
          {consequences(channels, endpoint, usage.data).map((sentence) => (
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
