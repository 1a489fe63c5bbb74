"use client";
import { useMutation } from "@tanstack/react-query";
import { clsx } from "clsx";
import { Lock } from "lucide-react";
import { useTranslations } from "next-intl";
import { memo } from "react";
import { useChannels } from "@/components/client/channels";
import { useTRPC } from "@/components/client/trpc";
import { useErrorText } from "@/components/client/use-error-text";
import { Avatar } from "@/components/ui/avatar";
import { lazyComponent } from "@/components/ui/lazy";
import { toastError } from "@/components/ui/toast";
import { useFormat } from "@/components/ui/use-format";
import type { MessageItem, NoteItem } from "@/server/contract/conversations";
import { Attachments } from "./attachments";
import { DeliveryState } from "./delivery-state";
import { PRODUCT } from "./product";
import { RichText } from "./rich-text";

type Props = { item: MessageItem; customer: string; isFollowing: boolean; isLast: boolean; isPast: boolean };

export const NoteText = lazyComponent(
  () => import("@/components/mentions/note-text").then((code) => code.NoteText),
  RichText,
);

/** A note, with its own color and label, so that nobody mistakes it for a message to the customer. */
export function NoteBubble({ item }: { item: NoteItem }) {
  const t = useTranslations("thread");
  const format = useFormat();
  return (
    <article
      aria-label={t("noteBy", { name: item.author?.name ?? t("aColleague") })}
      className="ms-auto me-10.5 flex w-fit max-w-[78%] flex-col gap-1 rounded-lg border border-note-line border-dashed bg-note px-3.5 py-2.5"
    >
      <p className="flex items-center gap-1.5 font-medium text-note-ink text-xs">
        <Lock aria-hidden className="size-3" /> {t("teamOnly")}
      </p>
      {item.mentions.length > 0 ? (
        <NoteText text={item.body} mentions={item.mentions} />
      ) : (
        <RichText text={item.body} />
      )}
      <p className="text-note-ink text-xs">
        {item.author?.name ?? t("aColleague")} · <span className="nums">{format.clockTime(item.at)}</span>
      </p>
    </article>
  );
}

function useRetry(item: MessageItem) {
  const t = useTranslations("thread");
  const errorText = useErrorText();
  const trpc = useTRPC();
  const retry = useMutation(
    trpc.conversations.retry.mutationOptions({
      onError: (error) => toastError(errorText(error, t("retryFailed"))),
    }),
  );
  return {
    isPending: retry.isPending,
    run: () => retry.mutate({ conversationId: item.conversationId, itemId: item.id }),
  };
}

/** One message. `isFollowing`: the previous message has the same author, so the name is not repeated. */
export const MessageBubble = memo(function MessageBubble({ item, customer, isFollowing, isLast, isPast }: Props) {
  const t = useTranslations("thread");
  const retry = useRetry(item);
  const { labelOf: channelLabel } = useChannels();
  const isOurs = item.direction === "out";
  const name = isOurs ? (item.author?.name ?? PRODUCT) : customer;
  const isTroubled = item.delivery?.status === "failed" || item.delivery?.status === "unknown";
  return (
    <article
      aria-label={t("messageFrom", { name })}
      className={clsx("flex gap-2.5", isOurs && "flex-row-reverse", isPast && "opacity-90")}
    >
      <span className="w-8 shrink-0">{!isFollowing && <Avatar name={name} />}</span>
      <div className={clsx("flex min-w-0 max-w-[78%] flex-col gap-1", isOurs && "items-end")}>
        {!isFollowing && (
          <p className="px-1 text-muted text-xs">
            <bdi className="font-medium text-ink">{name}</bdi>
            {item.channel && ` · ${channelLabel(item.channel)}`}
          </p>
        )}
        {item.body !== "" && (
          <div
            className={clsx(
              "w-fit max-w-full rounded-xl px-3.5 py-2 text-md",
              isOurs ? "bg-mine" : "bg-theirs",
              isTroubled && "ring-1 ring-danger/60",
              !isFollowing && (isOurs ? "rounded-se-sm" : "rounded-ss-sm"),
            )}
          >
            <RichText text={item.body} />
          </div>
        )}
        <Attachments attachments={item.attachments} />
        {(isLast || isTroubled || item.delivery?.status === "queued" || item.delivery?.status === "sending") && (
          <div className="px-1 text-muted text-xs">
            <DeliveryState item={item} onRetry={retry.run} isRetrying={retry.isPending} />
          </div>
        )}
      </div>
    </article>
  );
});
