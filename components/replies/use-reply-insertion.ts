"use client";
import { useTranslations } from "next-intl";
import { useEffect, useEffectEvent, useState } from "react";
import { replaceRange } from "@/components/conversations/insertion";
import { announce } from "@/components/shell/announcements";
import { toastError } from "@/components/ui/toast";
import { fillMergeFields, firstUnresolved, unresolvedFields } from "@/server/contract/merge-fields";
import type { SavedReply } from "@/server/contract/replies";
import type { useMergeValues } from "./merge-values";

type Target = {
  field: HTMLTextAreaElement;
  /** What is replaced: from where the list was opened to the caret. */
  from: number;
  caret: number;
  /** What was typed since the list was opened. */
  words: string | null;
};
type Insertion = {
  insert: (reply: SavedReply) => void;
  /** The chosen reply is inserted once the customer's orders are loaded, unless the person goes on typing. */
  isWaiting: boolean;
};

/** Inserts a saved reply in place of the query, with its fields filled in. */
export function useReplyInsertion(
  { field, from, caret, words }: Target,
  { values, isLoading }: ReturnType<typeof useMergeValues>,
  { onClose, onInsert }: { onClose: () => void; onInsert: (reply: SavedReply) => void },
): Insertion {
  const t = useTranslations("replies");
  const composer = useTranslations("composer");
  const [chosen, setChosen] = useState<{ reply: SavedReply; words: string | null } | null>(null);
  const waiting = chosen?.words === words ? (chosen?.reply ?? null) : null;
  const insertNow = (reply: SavedReply) => {
    onClose();
    const filled = fillMergeFields(reply.body, values);
    if (!replaceRange(field, from, caret, filled)) return toastError(composer("insertTooLong"));
    onInsert(reply);
    announce(composer("inserted", { mode: "reply" }));
    // The first field without a value is selected: typing replaces it.
    const open = firstUnresolved(filled);
    if (open) field.setSelectionRange(from + open.start, from + open.end);
  };
  const insert = (reply: SavedReply) => {
    if (!isLoading || !unresolvedFields(reply.body).includes("order.number")) return insertNow(reply);
    setChosen({ reply, words });
    announce(t("list.waiting"));
  };
  const onLoaded = useEffectEvent(() => {
    setChosen(null);
    if (waiting) insertNow(waiting);
  });
  useEffect(() => {
    if (!isLoading) onLoaded();
  }, [isLoading]);
  return { insert, isWaiting: waiting !== null };
}
