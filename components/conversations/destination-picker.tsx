"use client";
import { ChevronDown, CircleSlash, TriangleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { ChannelIcon, type Channels, useChannels } from "@/components/client/channels";
import { type Explain, useExplain } from "@/components/client/use-error-text";
import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import { Menu } from "@/components/ui/menu";
import type { Translate } from "@/components/ui/translate";
import type { ReplyDestination } from "@/server/contract/destinations";
import { destinationLabel, isAnonymous, type useDestination } from "./use-destination";

const keyOf = ({ endpointId, identityId }: ReplyDestination): string => `${endpointId ?? ""}/${identityId}`;

type Texts = { t: Translate<"composer">; explain: Explain };

/** A warning about a destination, or null. */
function hintOf(channels: Channels, one: ReplyDestination, { t, explain }: Texts): string {
  if (one.blocked) return explain(one.blocked);
  const parts = [isAnonymous(channels, one.channel) ? t("seenInChat") : t("from", { endpoint: one.from ?? "" })];
  if (!one.isVerified) parts.push(t("notVerified"));
  if (one.isLastUsed) parts.push(t("usedLast"));
  return parts.join(" · ");
}

type Props = { destinations: readonly ReplyDestination[]; destination: ReturnType<typeof useDestination> };

/** Shows the destination of the reply, and lets the person choose another. */
export function DestinationPicker({ destinations, destination: { current, choose } }: Props) {
  const channels = useChannels();
  const t = useTranslations("composer");
  const explain = useExplain();
  const name = current?.channel ? channels.labelOf(current.channel) : t("choose");
  return (
    <Menu
      align="start"
      className="max-w-[min(24rem,calc(100vw-1rem))]"
      trigger={
        <Button
          variant="quiet"
          className="min-w-0 max-w-fit shrink! gap-1.5 px-2! max-expanded:grow max-expanded:basis-0"
          title={current ? t("replyBy", { destination: destinationLabel(channels, current, t) }) : undefined}
          aria-label={
            current
              ? t("replyByChange", { destination: destinationLabel(channels, current, t) })
              : t("chooseDestination")
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
      }
    >
      {({ Label, RadioGroup, RadioItem }) => (
        <>
          <Label>{t("replyByMenu")}</Label>
          <RadioGroup
            value={current ? keyOf(current) : ""}
            onValueChange={(value) => {
              const chosen = destinations.find((one) => keyOf(one) === value);
              if (chosen) choose(chosen);
            }}
          >
            {destinations.map((one) => (
              <RadioItem
                key={keyOf(one)}
                value={keyOf(one)}
                disabled={one.blocked !== null}
                hint={hintOf(channels, one, { t, explain })}
                icon={one.channel ? <ChannelIcon channel={one.channel} /> : <CircleSlash aria-hidden />}
              >
                {destinationLabel(channels, one, t)}
              </RadioItem>
            ))}
          </RadioGroup>
        </>
      )}
    </Menu>
  );
}

/** Notifies the writer when the destination has changed or is not verified. */
export function DestinationNotice({ customer, destination }: { customer: string } & Pick<Props, "destination">) {
  const { current, movedTo, choose, keep } = destination;
  const t = useTranslations("composer");
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
              <Button onClick={() => choose(movedTo)}>
                {t("replyBy", { destination: channels.labelOf(movedTo.channel ?? "") })}
              </Button>
            )}
            <Button variant="quiet" onClick={keep}>
              {t("keep", { channel: channels.labelOf(current.channel ?? "") })}
            </Button>
          </span>
        }
      >
        {t.rich("wroteBy", {
          customer,
          channel: channels.labelOf(movedTo.channel ?? ""),
          destination: destinationLabel(channels, current, t),
          isVerified: String(current.isVerified),
          b: (name) => <bdi className="font-semibold">{name}</bdi>,
        })}
      </Banner>
    );
  if (current && !current.isVerified)
    return (
      <Banner tone="warning" role="status" icon={<TriangleAlert aria-hidden />}>
        {t("unverifiedNumber")}
      </Banner>
    );
  return null;
}
