"use client";
import { useTranslations } from "next-intl";
import { type RefObject, useEffect } from "react";
import { type Opened, useOpenedAt } from "@/components/typeahead/use-opened-at";
import type { ConversationDetail } from "@/server/contract/conversations";
import type { Id } from "@/server/contract/ids";
import { fieldTag, unresolvedFields } from "@/server/contract/merge-fields";
import { dropUsed, holdUsed, usedIn } from "./used-replies";

type Written = {
  input: RefObject<HTMLTextAreaElement | null>;
  detail: ConversationDetail;
  text: string;
  /** No reply is written now: a note is, or replies are blocked. */
  isOff: boolean;
};

export type SavedRepliesState = Written &
  Opened & {
    use: (replyId: Id) => void;
    /** Why the reply cannot be sent, or null: it holds fields that were not filled in. */
    problem: string | null;
    /** @returns the saved replies in the reply that is sent now */
    take: () => Id[];
  };

/** Opens the list of saved replies at a slash in the reply, and knows which of them the reply holds. */
export function useSavedReplies({ input, detail, text, isOff }: Written): SavedRepliesState {
  const t = useTranslations("replies");
  const { id } = detail.row;
  const opened = useOpenedAt(input, text, { trigger: "/", isOff });
  useEffect(() => {
    if (text === "" && !isOff) dropUsed(id);
  }, [text, id, isOff]);
  const fields = isOff ? [] : unresolvedFields(text).map(fieldTag);
  const take = () => {
    const ids = isOff ? [] : usedIn(id);
    if (!isOff) dropUsed(id);
    return ids;
  };
  return {
    ...{ input, detail, text, isOff, take },
    ...opened,
    use: (replyId) => holdUsed(id, [replyId]),
    problem: fields.length > 0 ? t("unresolved", { count: fields.length, fields: fields.join(", ") }) : null,
  };
}
