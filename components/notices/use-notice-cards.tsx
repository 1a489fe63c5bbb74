"use client";
import { useEffect, useRef } from "react";
import { removeCard, showCard } from "@/components/ui/toast";
import { useToastPlace } from "@/components/ui/toast-place";
import { useMedia } from "@/components/ui/use-media";
import type { Notice } from "./notice";
import type { NoticeBook } from "./notice-book";
import { NoticeCard, NoticesCard } from "./notice-card";

const SHOWN_MS = 30_000;
/** At the top they lie over what the person reads, and are gone as soon as other toasts. The number at Inbox stays. */
const SHOWN_AT_TOP_MS = 8000;
/** More than this many, or more than one from before a reconnect, are one card. */
const MOST_CARDS = 2;
const ALL = "notices";

const areOne = (notices: readonly Notice[]): boolean =>
  notices.length > MOST_CARDS || notices.filter(({ wasMissed }) => wasMissed).length > 1;

/** Shows the notices as cards among the toasts. They go when their notice does. */
export function useNoticeCards(book: NoticeBook, notices: readonly Notice[]): void {
  const shown = useRef<ReadonlyMap<string, unknown>>(new Map());
  const isAtTop = useToastPlace() === "top";
  const ms = useMedia("(min-width: 52.5rem)") && !isAtTop ? SHOWN_MS : SHOWN_AT_TOP_MS;
  useEffect(() => {
    const next = new Map<string, unknown>();
    if (areOne(notices)) {
      next.set(ALL, notices.map(({ conversationId }) => conversationId).join());
      const onClose = () => book.keep((notice) => !notices.includes(notice));
      if (shown.current.get(ALL) !== next.get(ALL))
        showCard({ id: ALL, card: <NoticesCard {...{ notices, onClose }} />, ms, onClose });
    } else
      for (const notice of notices) {
        const { conversationId: id } = notice;
        next.set(id, notice);
        if (shown.current.get(id) === notice) continue;
        const onClose = () => book.keep((other) => other !== notice);
        showCard({ id, card: <NoticeCard {...{ notice, onClose }} />, ms, onClose });
      }
    for (const id of shown.current.keys()) if (!next.has(id)) removeCard(id);
    shown.current = next;
  }, [book, notices, ms]);
  useEffect(
    () => () => {
      for (const id of shown.current.keys()) removeCard(id);
      shown.current = new Map();
    },
    [],
  );
}
