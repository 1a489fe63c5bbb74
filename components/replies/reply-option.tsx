"use client";
import { clsx } from "clsx";
import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import type { SavedReply } from "@/server/contract/replies";

type Props = { id: string; reply: SavedReply; text: string; isActive: boolean };

/** One saved reply, as it would be inserted. The list handles its keys and its clicks. */
export function ReplyOption({ id, reply, text, isActive }: Props) {
  const t = useTranslations("replies");
  const option = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (isActive) option.current?.scrollIntoView?.({ block: "nearest" });
  }, [isActive]);
  const library = reply.placeName ?? t(`libraries.${reply.library.kind === "personal" ? "personal" : "organization"}`);
  return (
    <div
      ref={option}
      id={id}
      role="option"
      aria-selected={isActive}
      tabIndex={-1}
      className={clsx(
        "min-h-(--target) cursor-pointer scroll-my-1.5 rounded-md px-2.5 py-1.5",
        isActive ? "bg-accent-soft" : "hover:bg-hover",
      )}
    >
      <span className="flex items-baseline gap-2">
        <bdi className="min-w-0 truncate font-medium">{reply.name}</bdi>
        {reply.shortcut && <bdi className="shrink-0 text-muted text-xs">/{reply.shortcut}</bdi>}
        <span className="ms-auto max-w-1/3 shrink-0 truncate text-muted text-xs">{library}</span>
      </span>
      <bdi className="line-clamp-2 text-muted text-sm">{text}</bdi>
    </div>
  );
}
