"use client";
import type { RefObject } from "react";
import { useChosenMentions } from "@/components/conversations/drafts";
import { type Opened, useOpenedAt } from "@/components/typeahead/use-opened-at";
import type { ConversationRow } from "@/server/contract/conversations";
import type { Mention } from "@/server/contract/mentions";

type Written = {
  input: RefObject<HTMLTextAreaElement | null>;
  row: ConversationRow;
  text: string;
  /** No note is written now. */
  isOff: boolean;
};

export type MentionsState = Written &
  Opened & {
    /** The colleagues who were chosen. The note mentions those whom its text still has (`mentionsIn`). */
    chosen: readonly Mention[];
  };

/** Opens the list of colleagues at an "@" in a note. */
export function useMentions(written: Written): MentionsState {
  const { input, row, text, isOff } = written;
  const chosen = useChosenMentions(row.id);
  return { ...written, ...useOpenedAt(input, text, { trigger: "@", isOff }), chosen };
}
