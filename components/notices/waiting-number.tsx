"use client";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect } from "react";
import { useCallCounts } from "@/components/calls/use-call-work";
import { useMe } from "@/components/client/realtime";
import { useTRPC } from "@/components/client/trpc";
import { isOfferedTo } from "@/components/conversations/offered";
import { useNow } from "@/components/ui/time";
import type { ConversationPage, ConversationRow, View } from "@/server/contract/conversations";
import type { Id } from "@/server/contract/ids";
import { newestFor } from "@/server/contract/views";
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

/** The conversations with something new for this person: a message of the customer, or a mention. */
export const unreadIn = (pages: readonly ConversationPage[], meId: Id): ConversationRow[] =>
  pages.flatMap(({ rows, reads }) => rows.filter((row) => newestFor(row, meId) > (reads[row.id] ?? 0)));

/** My conversations and those that I follow with something unread, what is offered to me, and my callbacks that are due. */
function useWaitingNumber(): number {
  const me = useMe();
  const now = useNow();
  const unread = [...unreadIn(usePages("mine"), me.id), ...unreadIn(usePages("following"), me.id)];
  const offered = usePages("all").flatMap(({ rows }) =>
    rows.filter((row) => isOfferedTo(row, me) && Date.parse(row.offer?.expiresAt ?? "") > now),
  );
  return new Set(unread.map(({ id }) => id)).size + offered.length + useCallCounts().callbacks;
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
