"use client";
import { AtSign } from "lucide-react";
import { useTranslations } from "next-intl";
import { TypeaheadButton } from "@/components/typeahead/typeahead-button";
import { useFormat } from "@/components/ui/use-format";
import { mentionsIn } from "@/server/contract/mention-text";
import type { MentionsState } from "./use-mentions";

export function MentionButton({ input, isOff, at, openAt }: MentionsState) {
  const label = useTranslations("mentions")("title");
  const icon = <AtSign className="size-4" />;
  return <TypeaheadButton {...{ input, isOff, at, openAt, label, icon }} />;
}

/** Who reads the note, and whom it notifies. */
export function NoteHelp({ text, chosen }: MentionsState) {
  const t = useTranslations("mentions");
  const format = useFormat();
  const names = mentionsIn(text, chosen).map(({ label }) => label);
  return (
    <span className="truncate text-note-ink text-xs">
      {names.length > 0 ? t("notifies", { names: format.list(names) }) : t("teamOnly")}
    </span>
  );
}
