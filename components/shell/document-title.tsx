"use client";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { useTRPC } from "@/components/client/trpc";
import type { ConversationPage } from "@/server/contract/conversations";

export const countUnread = (pages: readonly ConversationPage[]): number =>
  pages.flatMap((page) => page.rows.filter((row) => row.lastInboundSeq > (page.reads[row.id] ?? 0))).length;

const COUNT = /^\(\d+\+?\) /;

/** Prefixes the page title with the number of the person's unread conversations. */
export function DocumentTitle() {
  const trpc = useTRPC();
  const mine = useInfiniteQuery(
    trpc.conversations.list.infiniteQueryOptions({ view: "mine" }, { getNextPageParam: (page) => page.nextCursor }),
  );
  const unread = countUnread(mine.data?.pages ?? []);
  useEffect(() => {
    const draw = () => {
      const plain = document.title.replace(COUNT, "");
      const wanted = unread > 0 ? `(${unread}) ${plain}` : plain;
      if (document.title !== wanted) document.title = wanted;
    };
    draw();
    const observer = new MutationObserver(draw);
    observer.observe(document.head, { childList: true, subtree: true, characterData: true });
    return () => observer.disconnect();
  }, [unread]);
  return null;
}
