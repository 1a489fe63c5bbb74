"use client";
import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useTRPC } from "@/components/client/trpc";
import { useErrorText } from "@/components/client/use-error-text";
import { toastError, toastInfo } from "@/components/ui/toast";
import type { Id } from "@/server/contract/ids";
import { continueReply } from "../drafts";

type Scheduled = { conversationId: Id; scheduledId: Id };

/** What can be done with a scheduled reply. */
export function useScheduledActions() {
  const t = useTranslations("scheduling");
  const errorText = useErrorText();
  const trpc = useTRPC();
  const cancel = useMutation(trpc.conversations.cancelScheduled.mutationOptions());
  const sendNow = useMutation(trpc.conversations.sendScheduledNow.mutationOptions());
  const tried = async <R>(work: Promise<R>, done: (result: R) => void) => {
    // The strip may be gone before the answer is here, so nothing depends on its component.
    try {
      done(await work);
    } catch (error) {
      toastError(errorText(error, t("failed")));
    }
  };
  return {
    /** Its own author goes on writing it. */
    takeBack: (scheduled: Scheduled) =>
      void tried(cancel.mutateAsync(scheduled), ({ state }) => {
        if (state === "sent") return toastInfo(t("hasLeft"));
        continueReply(scheduled.conversationId);
        toastInfo(t("takenBack"));
      }),
    cancelFor: (scheduled: Scheduled, name: string) =>
      void tried(cancel.mutateAsync(scheduled), ({ state }) =>
        toastInfo(state === "sent" ? t("hasLeft") : t("canceledFor", { name })),
      ),
    sendNow: (scheduled: Scheduled) => void tried(sendNow.mutateAsync(scheduled), () => {}),
    isBusy: cancel.isPending || sendNow.isPending,
  };
}
