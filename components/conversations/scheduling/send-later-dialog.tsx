"use client";
import { useMutation } from "@tanstack/react-query";
import { Ban } from "lucide-react";
import { useTranslations } from "next-intl";
import { useRef, useState } from "react";
import { uuidv7 } from "uuidv7";
import { useFormatAt } from "@/components/client/place-zones";
import { useTRPC } from "@/components/client/trpc";
import { useErrorText } from "@/components/client/use-error-text";
import { Banner } from "@/components/ui/banner";
import { currentMs } from "@/components/ui/clock";
import { toastUndo } from "@/components/ui/toast";
import { MomentDialog } from "../moment-dialog";
import type { Later } from "./later";
import { useScheduledActions } from "./use-scheduled-actions";

type Props = Later & { onScheduled: () => void; onClose: () => void };

/** Asks when the reply leaves. A time that the server refuses keeps the dialog, with the reason. */
export function SendLaterDialog({ row, body, to, savedReplyIds, onScheduled, onClose, ...now }: Props) {
  const t = useTranslations("scheduling");
  const errorText = useErrorText();
  const formatAt = useFormatAt();
  const schedule = useMutation(useTRPC().conversations.schedule.mutationOptions());
  const { takeBack } = useScheduledActions();
  // The dialog is over the thread: what comes while it is open has not been read.
  const [seenSeq] = useState(now.seenSeq);
  // The same for each attempt: an answer that was lost must not schedule it twice.
  const scheduledId = useRef(uuidv7());
  const choose = async (at: Date) => {
    if (schedule.isPending) return;
    const input = { scheduledId: scheduledId.current, conversationId: row.id, body, seenSeq, sendAt: at.toISOString() };
    const stored = await schedule
      .mutateAsync({ ...input, savedReplyIds: savedReplyIds(), ...(to && { to }) })
      .catch(() => undefined);
    if (stored === undefined) return;
    const when = formatAt(row.place.id).moment(at.toISOString(), currentMs());
    toastUndo(t("done", { when }), {
      id: scheduledId.current,
      label: t("undo"),
      run: () => takeBack({ conversationId: row.id, scheduledId: scheduledId.current }),
    });
    onScheduled();
    onClose();
  };
  return (
    <MomentDialog
      place={row.place}
      title={t("title", { customer: row.customer.name })}
      description={t("hint")}
      label={t("at")}
      submit={t("schedule")}
      problem={
        schedule.isError && (
          <Banner tone="danger" role="alert" icon={<Ban aria-hidden />}>
            {errorText(schedule.error, t("failed"))}
          </Banner>
        )
      }
      onChoose={(at) => void choose(at)}
      onClose={onClose}
    />
  );
}
