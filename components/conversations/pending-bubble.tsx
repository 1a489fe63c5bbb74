"use client";
import { clsx } from "clsx";
import { CircleAlert, Clock, Lock } from "lucide-react";
import { useTranslations } from "next-intl";
import { useChannels } from "@/components/client/channels";
import { useSyncState } from "@/components/client/realtime";
import { Button } from "@/components/ui/button";
import { Attachments } from "./attachments";
import { NoteText } from "./bubble";
import { dropPending, type Pending } from "./outbox";
import { RichText } from "./rich-text";

/** A message that is only on this device, marked as such. */
export function PendingBubble(props: {
  entry: Pending;
  onRetry: (entry: Pending) => void;
  onEdit: (entry: Pending) => void;
}) {
  const t = useTranslations("thread");
  const { entry } = props;
  const { labelOf: channelLabel } = useChannels();
  const { state: sync } = useSyncState();
  const isNote = entry.mode === "note";
  const isRefused = entry.state === "refused";
  return (
    <article
      aria-label={isNote ? t("unsavedNote") : t("unsentMessage")}
      className="flex flex-col items-end gap-1 pe-10.5"
    >
      <div
        className={clsx(
          "w-fit max-w-[78%] rounded-xl px-3.5 py-2 text-md",
          isNote ? "border border-note-line border-dashed bg-note" : "bg-mine",
          isRefused && "ring-1 ring-danger/60",
        )}
      >
        {isNote && <Lock aria-label={t("note")} role="img" className="mb-1 size-3 text-note-ink" />}
        {entry.mentions?.length ? (
          <NoteText text={entry.body} mentions={entry.mentions} />
        ) : (
          <RichText text={entry.body} />
        )}
      </div>
      <Attachments attachments={entry.attachments} />
      {isRefused ? (
        <div role="alert" className="flex flex-wrap items-center justify-end gap-2 px-1 text-danger text-xs">
          <span className="inline-flex items-center gap-1">
            <CircleAlert aria-hidden className="size-3.5" /> {t("notSent", { reason: entry.reason ?? "" })}
          </span>
          <Button onClick={() => props.onRetry(entry)}>{t("retry")}</Button>
          <Button onClick={() => props.onEdit(entry)}>{t("edit")}</Button>
          <Button variant="quiet" onClick={() => dropPending(entry.clientMessageId)}>
            {t("discard")}
          </Button>
        </div>
      ) : (
        <p className="inline-flex items-center gap-1 px-1 text-muted text-xs">
          <Clock aria-hidden className="size-3.5" />
          {entry.channel && <span>{channelLabel(entry.channel)} ·</span>}
          <span>
            {entry.state === "waiting" || sync !== "live" ? (entry.reason ?? t("waiting")) : t("sendingFromDevice")}
          </span>
        </p>
      )}
    </article>
  );
}
