"use client";
import { useTranslations } from "next-intl";
import type { SavedReply } from "@/server/contract/replies";

/** One saved reply, as it would be inserted. */
export function ReplyOption({ reply, text }: { reply: SavedReply; text: string }) {
  const t = useTranslations("replies");
  const library = reply.placeName ?? t(`libraries.${reply.library.kind === "personal" ? "personal" : "organization"}`);
  return (
    <>
      <span className="flex items-baseline gap-2">
        <bdi className="min-w-0 truncate font-medium">{reply.name}</bdi>
        {reply.shortcut && <bdi className="shrink-0 text-muted text-xs">/{reply.shortcut}</bdi>}
        <span className="ms-auto max-w-1/3 shrink-0 truncate text-muted text-xs">{library}</span>
      </span>
      <bdi className="line-clamp-2 text-muted text-sm">{text}</bdi>
    </>
  );
}
