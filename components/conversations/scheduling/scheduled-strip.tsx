"use client";
import { CalendarClock } from "lucide-react";
import { useTranslations } from "next-intl";
import { useMe, useSyncState } from "@/components/client/realtime";
import { Button } from "@/components/ui/button";
import { useNow } from "@/components/ui/time";
import { useFormat } from "@/components/ui/use-format";
import type { ConversationRow } from "@/server/contract/conversations";
import type { ScheduledReply } from "@/server/contract/scheduled-replies";
import { useScheduledActions } from "./use-scheduled-actions";

type Props = { row: ConversationRow; reply: ScheduledReply };

/** The reply of the open conversation that leaves later: when, whose, and what stops it. */
export function ScheduledStrip({ row, reply }: Props) {
  const t = useTranslations("scheduling");
  const format = useFormat();
  const now = useNow();
  const isOwn = useMe().id === reply.author.id;
  const isStopped = reply.stopsOnReply && row.lastInboundSeq > reply.afterSeq;
  return (
    <section
      aria-label={t("label", { customer: row.customer.name })}
      className="flex shrink-0 flex-wrap items-center gap-x-3 gap-y-1.5 border-line border-t bg-sunken px-4 py-2"
    >
      <CalendarClock aria-hidden className="size-4.5 shrink-0 text-muted" />
      <div className="min-w-0 grow basis-56 text-sm">
        <p role="status">
          <span
            className={isStopped ? "font-semibold text-danger" : "nums font-semibold"}
            title={format.fullTime(reply.sendAt)}
          >
            {isStopped ? t("stopped") : t("leaves", { when: format.moment(reply.sendAt, now) })}
          </span>{" "}
          <span className="text-muted">· {isOwn ? t("yours") : t("by", { name: reply.author.name })}</span>
        </p>
        <p className="line-clamp-2 wrap-text" dir="auto">
          {reply.body}
        </p>
      </div>
      <Buttons {...{ row, reply, isOwn }} />
    </section>
  );
}

function Buttons({ row, reply, isOwn }: Props & { isOwn: boolean }) {
  const t = useTranslations("scheduling");
  const { takeBack, cancelFor, sendNow, isBusy } = useScheduledActions();
  const isOffline = useSyncState().state !== "live";
  const scheduled = { conversationId: row.id, scheduledId: reply.id };
  const common = { disabled: isOffline, title: isOffline ? t("offline") : undefined, "aria-disabled": isBusy };
  return (
    <div className="ms-auto flex flex-wrap justify-end gap-2">
      {isOwn && (
        <Button {...common} onClick={() => sendNow(scheduled)}>
          {t("sendNow")}
        </Button>
      )}
      <Button
        variant="quiet"
        {...common}
        onClick={() => (isOwn ? takeBack(scheduled) : cancelFor(scheduled, reply.author.name))}
      >
        {isOwn ? t("edit") : t("cancel")}
      </Button>
    </div>
  );
}
