"use client";
import { MessageSquareQuote } from "lucide-react";
import { useTranslations } from "next-intl";
import { TypeaheadButton } from "@/components/typeahead/typeahead-button";
import { lazyComponent } from "@/components/ui/lazy";
import type { SavedRepliesState } from "./use-saved-replies";

const ReplyList = lazyComponent(() => import("./reply-list").then((code) => code.ReplyList));

/** The list of saved replies above the field, while it is open. */
export const SavedReplies = (saved: SavedRepliesState) =>
  saved.at && saved.input.current ? <ReplyList {...saved} at={saved.at} field={saved.input.current} /> : null;

export function SavedRepliesButton({ input, isOff, at, openAt }: SavedRepliesState) {
  const label = useTranslations("replies")("title");
  const icon = <MessageSquareQuote className="size-4" />;
  return <TypeaheadButton {...{ input, isOff, at, openAt, label, icon }} onPreload={ReplyList.preload} />;
}
