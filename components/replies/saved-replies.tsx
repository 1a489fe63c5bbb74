"use client";
import { MessageSquareQuote } from "lucide-react";
import { useTranslations } from "next-intl";
import { IconButton } from "@/components/ui/icon-button";
import { lazyComponent } from "@/components/ui/lazy";
import type { SavedRepliesState } from "./use-saved-replies";

const ReplyList = lazyComponent(() => import("./reply-list").then((code) => code.ReplyList));

/** The list of saved replies above the field, while it is open. */
export const SavedReplies = (saved: SavedRepliesState) =>
  saved.at && saved.input.current ? <ReplyList {...saved} at={saved.at} field={saved.input.current} /> : null;

/** Opens the list where nobody types a slash. By touch the field is left alone, so that no keyboard covers the list. */
export function SavedRepliesButton({ input, isOff, at, openAt }: SavedRepliesState) {
  const t = useTranslations("replies");
  const toggle = (isTouch: boolean) => {
    const field = input.current;
    if (!field) return;
    if (at) return openAt(null);
    const hasCaret = document.activeElement === field;
    const from = hasCaret ? field.selectionStart : field.value.length;
    if (!hasCaret) field.setSelectionRange(from, from);
    if (!isTouch) field.focus({ preventScroll: true });
    openAt({ from, trigger: null });
  };
  return (
    <IconButton
      label={t("title")}
      data-opens-list
      aria-haspopup="listbox"
      aria-expanded={at !== null}
      disabled={isOff}
      icon={<MessageSquareQuote className="size-4" />}
      onPointerEnter={ReplyList.preload}
      // The caret stays where the text goes.
      onMouseDown={(event) => event.preventDefault()}
      onClick={(event) => toggle((event.nativeEvent as PointerEvent).pointerType === "touch")}
    />
  );
}
