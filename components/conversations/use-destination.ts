"use client";
import { useTranslations } from "next-intl";
import { useCallback, useEffect, useSyncExternalStore } from "react";
import { type Channels, useChannels } from "@/components/client/channels";
import { useMe } from "@/components/client/realtime";
import { type Explain, useExplain } from "@/components/client/use-error-text";
import type { Translate } from "@/components/ui/translate";
import type { ConversationDetail } from "@/server/contract/conversations";
import type { DestinationRef, ReplyDestination } from "@/server/contract/destinations";
import type { Id } from "@/server/contract/ids";
import { createSessionStore } from "./session-store";

/** The destination of the reply being written, kept with the draft. */
export type Chosen = {
  to: DestinationRef;
  /** As the person saw it when it was chosen. */
  label: string;
  /** The customer's newest `seq` that the person has taken into account. */
  seq: number;
  /** Whether the person picked it; otherwise it was the default when they began to write. */
  isPicked: boolean;
};

const choices = createSessionStore<Chosen | null>("storeline-destination:", null);
type Key = { userId: Id; conversationId: Id };
const keyOf = ({ userId, conversationId }: Key): string => `${userId}:${conversationId}`;
export const setDestination = (of: Key, chosen: Chosen | null): void => choices.set(keyOf(of), chosen);

/** The label of a destination within a sentence. */
export function destinationLabel(
  channels: Channels,
  { channel, contact }: ReplyDestination,
  t: Translate<"composer">,
): string {
  if (channel === null) return contact;
  const label = channels.labelOf(channel);
  return isAnonymous(channels, channel) ? label : t("channelTo", { channel: label, contact });
}
/** Whether customers have no address of their own on this channel and are reached only where they wrote. */
export const isAnonymous = (channels: Channels, channel: string | null): boolean =>
  channels.of(channel)?.identityKind === "visitor";

const refOf = ({ endpointId, identityId }: ReplyDestination): DestinationRef | null =>
  endpointId === null ? null : { endpointId, identityId };
const isAt = (one: ReplyDestination, to: DestinationRef): boolean =>
  one.endpointId === to.endpointId && one.identityId === to.identityId;

/**
 * The destination of a reply: the customer's last channel, unless the person picked another. Once there is text the destination
 * stays, whatever the customer does; a pick ends when the customer writes again while the composer is empty.
 */
export function useDestination(detail: ConversationDetail, hasDraft: boolean) {
  const t = useTranslations("composer");
  const explain = useExplain();
  const userId = useMe().id;
  const channels = useChannels();
  const { destinations, row } = detail;
  const key = keyOf({ userId, conversationId: row.id });
  const chosen = useSyncExternalStore(
    choices.subscribe,
    () => choices.get(key),
    () => null,
  );
  const usual = destinations[0] ?? null;
  const found = chosen && destinations.find((one) => isAt(one, chosen.to));
  const current = chosen ? (found ?? null) : usual;
  const hasWritten = chosen !== null && row.lastInboundSeq > chosen.seq;

  const choose = useCallback(
    (one: ReplyDestination, isPicked = true) => {
      const to = refOf(one);
      if (to) choices.set(key, { to, label: destinationLabel(channels, one, t), seq: row.lastInboundSeq, isPicked });
    },
    [key, row.lastInboundSeq, channels, t],
  );
  const keep = () => chosen && choices.set(key, { ...chosen, seq: row.lastInboundSeq, isPicked: true });
  useEffect(() => {
    if (hasDraft && !chosen && usual) choose(usual, false);
    if (!hasDraft && chosen && (!chosen.isPicked || hasWritten)) choices.set(key, null);
  }, [hasDraft, chosen, usual, hasWritten, key, choose]);

  return {
    current,
    choose,
    keep,
    /** The destination from which the customer has written meanwhile, when the reply goes elsewhere. */
    movedTo: hasWritten && usual?.isLastUsed && !isAt(usual, chosen.to) ? usual : null,
    blocked: blockedBy(detail, current, chosen, { t, explain }),
    to: current && refOf(current),
  };
}

/** Why nothing can be sent to the destination, as a sentence, or null. */
function blockedBy(
  { destinations, replyBlocked }: ConversationDetail,
  current: ReplyDestination | null,
  chosen: Chosen | null,
  { t, explain }: { t: Translate<"composer">; explain: Explain },
): string | null {
  if (current) return current.blocked && explain(current.blocked);
  if (chosen) return t("destinationGone", { destination: chosen.label });
  if (replyBlocked) return explain(replyBlocked);
  return destinations.length === 0 ? t("noChannel") : null;
}
