"use client";
import { TextCursorInput } from "lucide-react";
import { useTranslations } from "next-intl";
import { useContext } from "react";
import { useFormatAt } from "@/components/client/place-zones";
import { ClosesForInsertion, useInsertion } from "@/components/conversations/insertion";
import { IconButton } from "@/components/ui/icon-button";
import type { Format } from "@/components/ui/use-format";

type Props = {
  /** Names it in the button's label. */
  what: string;
  /** The text, with its times as the conversation's location reads them; null when the value is too old to tell a customer. */
  text: ((format: Format) => string) | null;
};

/** Puts what stands beside it into the reply or the note that is being written. It is not there where nothing can be written. */
export function InsertButton({ what, text }: Props) {
  const t = useTranslations("commerce");
  const formatAt = useFormatAt();
  const close = useContext(ClosesForInsertion);
  const insertion = useInsertion();
  if (!insertion) return null;
  const insert = () => {
    if (!text) return;
    const words = text(formatAt(insertion.placeId));
    if (!close) return insertion.insert(words);
    close();
    // After the dialog has returned the focus.
    setTimeout(() => setTimeout(() => insertion.insert(words)));
  };
  return (
    <IconButton
      label={text ? t("insert.label", { what, mode: insertion.mode }) : t("insert.tooOld", { what })}
      aria-disabled={text === null || undefined}
      icon={<TextCursorInput className="size-4" />}
      onClick={insert}
      className="aria-disabled:cursor-not-allowed aria-disabled:opacity-40"
    />
  );
}
