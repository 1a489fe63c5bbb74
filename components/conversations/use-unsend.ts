"use client";
import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useCallback } from "react";
import { useMe } from "@/components/client/realtime";
import { refusalOf } from "@/components/client/refusal";
import { useTRPC } from "@/components/client/trpc";
import { useErrorText } from "@/components/client/use-error-text";
import { toastError, toastInfo } from "@/components/ui/toast";
import type { MessageItem } from "@/server/contract/conversations";
import { continueReply } from "./drafts";
import { holdAttachments } from "./uploads";

/** @returns a function that takes back a reply that has not left yet: its text, which the server puts into the draft, goes on being written */
export function useUnsend(): (item: MessageItem) => Promise<void> {
  const t = useTranslations("composer");
  const errorText = useErrorText();
  const userId = useMe().id;
  const trpc = useTRPC();
  const { mutateAsync: unsend } = useMutation(trpc.conversations.unsend.mutationOptions());
  return useCallback(
    // The button may be gone before the answer is here, so nothing depends on its component.
    async ({ conversationId, id: itemId, attachments }) => {
      try {
        await unsend({ conversationId, itemId }).catch((error) => {
          // The answer may have been lost, and with it the files; taking it back again changes nothing.
          if (refusalOf(error)) throw error;
          return unsend({ conversationId, itemId });
        });
      } catch (error) {
        return toastError(errorText(error, t("notTakenBack")));
      }
      holdAttachments(userId, conversationId, attachments);
      continueReply(conversationId);
      toastInfo(t("takenBack"));
    },
    [unsend, userId, errorText, t],
  );
}
