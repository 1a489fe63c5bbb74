"use client";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { useCallCounts } from "@/components/calls/use-call-work";
import { useMe } from "@/components/client/realtime";
import { useTRPC } from "@/components/client/trpc";
import { isOfferedTo } from "@/components/conversations/offered";
import { useNow } from "@/components/ui/time";
import type { ConversationPage, View } from "@/server/contract/conversations";
import { setBadge } from "./app-badge";

const PREFIX = /^\(\d+\+?\)( |$)/;
const MOST = 99;

const NONE: readonly ConversationPage[] = [];
/** The loaded pages of a list without filters. */
function usePages(view: View): readonly ConversationPage[] {
  const trpc = useTRPC();
  const options = { getNextPageParam: (page: ConversationPage) => page.nextCursor };
  return useInfiniteQuery(trpc.conversations.list.infiniteQueryOptions({ view }, options)).data?.pages ?? NONE;
}

export const countUnread = (pages: readonly ConversationPage[]): number =>
  pages.flatMap((page) => page.rows.filter((row) => row.lastInboundSeq > (page.reads[row.id] ?? 0))).length;

/** My conversations with something unread, what is offered to me, and my callbacks that are due. */
function useWaitingNumber(): number {
  const me = useMe();
  const now = useNow();
  const unread = countUnread(usePages("mine"));
  const offered = usePages("all").flatMap(({ rows }) =>
    rows.filter((row) => isOfferedTo(row, me) && Date.parse(row.offer?.expiresAt ?? "") > now),
  );
  return unread + offered.length + useCallCounts().callbacks;
}

/** Shows how much waits for the person before the page's title, and on the icon of the installed app. */
export function WaitingNumber() {
  const count = useWaitingNumber();
  useEffect(() => setBadge(count), [count]);
  useEffect(() => {
    const prefix = count > MOST ? `(${MOST}+) ` : count > 0 ? `(${count}) ` : "";
    const draw = () => {
      // A title has no spaces at its ends.
      const wanted = `${prefix}${document.title.replace(PREFIX, "")}`.trim();
      if (document.title !== wanted) document.title = wanted;
    };
    draw();
    const observer = new MutationObserver(draw);
    observer.observe(document.head, { childList: true, subtree: true, characterData: true });
    return () => observer.disconnect();
  }, [count]);
  return null;
}
