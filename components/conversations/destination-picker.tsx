"use client";
import { ChevronDown, CircleSlash, TriangleAlert } from "lucide-react";
import { ChannelIcon, type Channels, useChannels } from "@/components/client/channels";
import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import { Menu, MenuContent, MenuLabel, MenuRadioGroup, MenuRadioItem, MenuTrigger } from "@/components/ui/menu";
import type { ReplyDestination } from "@/server/contract/conversations";
import { destinationLabel, isAnonymous, type useDestination } from "./use-destination";

const keyOf = ({ endpointId, identityId }: ReplyDestination): string => `${endpointId ?? ""}/${identityId}`;

/** What a person should know of a destination before they choose it. */
function hintOf(channels: Channels, one: ReplyDestination): string {
  if (one.blocked) return one.blocked;
  const parts = [isAnonymous(channels, one.channel) ? "Seen when the visitor has the chat open" : `From ${one.from}`];
  if (!one.isVerified) parts.push("left in the chat, not verified");
  if (one.isLastUsed) parts.push("used last");
  return parts.join(" · ");
}

type Props = { destinations: readonly ReplyDestination[]; destination: ReturnType<typeof useDestination> };

/** Shows where the reply goes, and lets the person choose among the ways to reach this customer. */
export function DestinationPicker({ destinations, destination: { current, choose } }: Props) {
  const channels = useChannels();
  const name = current?.channel ? channels.labelOf(current.channel) : "Choose";
  return (
    <Menu>
      <MenuTrigger asChild>
        <Button
          variant="quiet"
          className="min-w-0 shrink! gap-1.5 px-2!"
          title={current ? `Reply by ${destinationLabel(channels, current)}` : undefined}
          aria-label={
            current ? `Reply by ${destinationLabel(channels, current)}. Change` : "Choose where the reply goes"
          }
        >
          {current?.channel ? (
            <ChannelIcon channel={current.channel} className="size-4 shrink-0 text-muted" />
          ) : (
            <CircleSlash aria-hidden className="size-4 shrink-0 text-muted" />
          )}
          <span className="truncate">{name}</span>
          <ChevronDown aria-hidden className="size-3.5 shrink-0 text-muted" />
        </Button>
      </MenuTrigger>
      <MenuContent align="start" className="max-w-[min(24rem,calc(100vw-1rem))]">
        <MenuLabel>Reply by</MenuLabel>
        <MenuRadioGroup
          value={current ? keyOf(current) : ""}
          onValueChange={(value) => {
            const chosen = destinations.find((one) => keyOf(one) === value);
            if (chosen) choose(chosen);
          }}
        >
          {destinations.map((one) => (
            <MenuRadioItem
              key={keyOf(one)}
              value={keyOf(one)}
              disabled={one.blocked !== null}
              hint={hintOf(channels, one)}
              icon={one.channel ? <ChannelIcon channel={one.channel} /> : <CircleSlash aria-hidden />}
            >
              {destinationLabel(channels, one)}
            </MenuRadioItem>
          ))}
        </MenuRadioGroup>
      </MenuContent>
    </Menu>
  );
}

/** Tells the writer what changed about where the reply goes, or what is uncertain about it. */
export function DestinationNotice({ customer, destination }: { customer: string } & Pick<Props, "destination">) {
  const { current, movedTo, choose, keep } = destination;
  const channels = useChannels();
  if (current && movedTo)
    return (
      <Banner
        tone="warning"
        role="alert"
        icon={<TriangleAlert aria-hidden />}
        action={
          <span className="flex flex-wrap gap-1">
            {movedTo.blocked === null && (
              <Button onClick={() => choose(movedTo)}>Reply by {channels.labelOf(movedTo.channel ?? "")}</Button>
            )}
            <Button variant="quiet" onClick={keep}>
              Keep {channels.labelOf(current.channel ?? "")}
            </Button>
          </span>
        }
      >
        <bdi className="font-semibold">{customer}</bdi> wrote by {channels.labelOf(movedTo.channel ?? "")}. This reply
        goes by {destinationLabel(channels, current)}
        {current.isVerified ? "." : ", which isn't verified."}
      </Banner>
    );
  if (current && !current.isVerified)
    return (
      <Banner tone="warning" role="status" icon={<TriangleAlert aria-hidden />}>
        This number was left in the chat and isn't verified. Somebody else may read it: share no order details.
      </Banner>
    );
  return null;
}
