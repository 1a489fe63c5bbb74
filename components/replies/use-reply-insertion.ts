"use client";
import { useTranslations } from "next-intl";
import { useEffect, useEffectEvent, useState } from "react";
import { replaceRange } from "@/components/conversations/insertion";
import { announce } from "@/components/shell/announcements";
import type { Typed } from "@/components/typeahead/typeahead";
import { toastError } from "@/components/ui/toast";
import { fillMergeFields, firstUnresolved, unresolvedFields } from "@/server/contract/merge-fields";
import type { SavedReply } from "@/server/contract/replies";
import type { useMergeValues } from "./merge-values";

/** What is replaced: from where the list was opened to the caret. */
type Target = { field: HTMLTextAreaElement; from: number };
type Insertion = {
  insert: (reply: SavedReply, typed: Typed) => void;
  /** The chosen reply is inserted once the customer's orders are loaded, unless the person goes on typing. */
  isWaitingFor: (typed: Typed) => boolean;
};

/** Inserts a saved reply in place of the query, with its fields filled in. */
export function useReplyInsertion(
  { field, from }: Target,
  { values, isLoading }: ReturnType<typeof useMergeValues>,
  { onClose, onInsert }: { onClose: () => void; onInsert: (reply: SavedReply) => void },
): Insertion {
  const t = useTranslations("replies");
  const composer = useTranslations("composer");
  const [chosen, setChosen] = useState<{ reply: SavedReply; typed: Typed; text: string } | null>(null);
  const insertNow = (reply: SavedReply, caret: number) => {
    onClose();
    const filled = fillMergeFields(reply.body, values);
    if (!replaceRange(field, from, caret, filled)) return toastError(composer("insertTooLong"));
    onInsert(reply);
    announce(composer("inserted", { mode: "reply" }));
    // The first field without a value is selected: typing replaces it.
    const open = firstUnresolved(filled);
    if (open) field.setSelectionRange(from + open.start, from + open.end);
  };
  const insert = (reply: SavedReply, typed: Typed) => {
    if (!isLoading || !unresolvedFields(reply.body).includes("order.number")) return insertNow(reply, typed.caret);
    setChosen({ reply, typed, text: field.value });
    announce(t("list.waiting"));
  };
  const onLoaded = useEffectEvent(() => {
    setChosen(null);
    if (chosen?.text === field.value) insertNow(chosen.reply, chosen.typed.caret);
  });
  useEffect(() => {
    if (!isLoading) onLoaded();
  }, [isLoading]);
  return { insert, isWaitingFor: ({ words }) => chosen !== null && chosen.typed.words === words };
}
