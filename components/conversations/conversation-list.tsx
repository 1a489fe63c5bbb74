"use client";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useVirtualizer } from "@tanstack/react-virtual";
import { clsx } from "clsx";
import { CircleAlert, Inbox as InboxIcon } from "lucide-react";
import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { CardBoundary } from "@/components/client/card-boundary";
import { useTRPC } from "@/components/client/trpc";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { After, Skeleton } from "@/components/ui/skeleton";
import type { View } from "@/server/contract/conversations";
import { ArrivedButton } from "./arrived-button";
import { ConversationRow } from "./conversation-row";
import { useFrozen } from "./frozen";
import { useInbox, VIEW_LABELS } from "./inbox-state";
import { ListFilters } from "./list-filters";
import { OffersStrip } from "./offers-strip";
import { UnsentStrip } from "./unsent-strip";
import { useListKeys } from "./use-list-keys";
import { ViewsStrip } from "./views-nav";

const ROW_PX = 84;
const EMPTY: Record<View, [title: string, next: string]> = {
  mine: [
    "Nothing is yours right now",
    "Claim a conversation from Unassigned, or wait: what is offered to you appears here.",
  ],
  unassigned: ["Nobody is waiting unassigned", "New messages to your places appear here at once."],
  place: ["Your place has no open conversation", "New messages to your places appear here at once."],
  all: ["No open conversation anywhere you may look", "New messages appear here at once."],
  snoozed: ["Nothing is snoozed", "Snoozed conversations come back by themselves, or when the customer writes."],
  resolved: ["Nothing resolved yet", "What you resolve stays here and reopens when the customer writes again."],
};

/** The rows of the chosen view and filters, as one flat list, with how far I have read each. */
function useRows() {
  const trpc = useTRPC();
  const { filter } = useInbox();
  const query = useInfiniteQuery(
    trpc.conversations.list.infiniteQueryOptions(filter, { getNextPageParam: (page) => page.nextCursor }),
  );
  const rows = useMemo(() => query.data?.pages.flatMap((page) => page.rows) ?? [], [query.data]);
  const reads = useMemo(() => Object.assign({}, ...(query.data?.pages ?? []).map((page) => page.reads)), [query.data]);
  return { query, rows, reads: reads as Record<string, number> };
}

export function ConversationList({ className }: { className?: string }) {
  const { filter } = useInbox();
  return (
    <section aria-label="Conversations" className={clsx("@container relative", className)}>
      <header className="flex h-14 shrink-0 items-center gap-1 border-line border-b ps-2 pe-1.5">
        <div className="h-full min-w-0 flex-1 overflow-hidden">
          <ViewsStrip />
          <h2 className="hidden h-full items-center ps-1.5 font-semibold text-md wide:flex">
            {VIEW_LABELS[filter.view]}
          </h2>
        </div>
        <ListFilters />
      </header>
      <OffersStrip />
      <UnsentStrip />
      <Rows key={JSON.stringify(filter)} />
    </section>
  );
}

/** Away from the top somebody is reading further down: nothing may move under the pointer then. */
const READING_PX = 8;

function Rows() {
  const { openId, open } = useInbox();
  const { query, rows: live, reads } = useRows();
  const [isReading, setReading] = useState(false);
  const { rows, arrived } = useFrozen(live, isReading);
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PX,
    getItemKey: (index) => rows[index]?.row.id ?? index,
    overscan: 6,
  });
  const plain = useMemo(() => rows.map(({ row }) => row), [rows]);
  const cursor = useListKeys({ rows: plain, openId, open, show: (index) => virtual.scrollToIndex(index) });
  const last = virtual.getVirtualItems().at(-1)?.index ?? 0;
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  useEffect(() => {
    if (last >= rows.length - 8 && hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [last, rows.length, hasNextPage, isFetchingNextPage, fetchNextPage]);
  // Rows that come in above would push the reader down again: the top is kept once it is reached.
  useLayoutEffect(() => {
    if (!isReading && scroller.current) scroller.current.scrollTop = 0;
  }, [isReading]);
  return (
    <div className="relative flex min-h-0 flex-1 flex-col">
      <div
        ref={scroller}
        data-list
        onScroll={({ currentTarget }) => setReading(currentTarget.scrollTop > READING_PX)}
        className="thin-scroll relative flex min-h-0 flex-1 flex-col overflow-y-auto [scroll-padding:8px]"
      >
        <InsteadOfRows query={query} count={rows.length} />
        <ul className="relative w-full shrink-0" style={{ height: virtual.getTotalSize() }}>
          {virtual.getVirtualItems().map((item) => {
            const shown = rows[item.index];
            if (!shown) return null;
            const { row, hasLeft } = shown;
            return (
              <li
                key={item.key}
                ref={virtual.measureElement}
                data-index={item.index}
                aria-setsize={hasNextPage ? -1 : rows.length}
                aria-posinset={item.index + 1}
                className="absolute inset-x-0 top-0"
                style={{ transform: `translateY(${item.start}px)` }}
              >
                <CardBoundary card="conversation row" of={row}>
                  <ConversationRow
                    row={row}
                    hasLeft={hasLeft}
                    isOpen={row.id === openId}
                    isCursor={row.id === cursor}
                    isUnread={row.lastInboundSeq > (reads[row.id] ?? 0)}
                    onOpen={open}
                  />
                </CardBoundary>
              </li>
            );
          })}
        </ul>
        {isFetchingNextPage && <p className="py-3 text-center text-muted text-xs">Loading more…</p>}
      </div>
      <ArrivedButton count={arrived} onShow={() => setReading(false)} />
    </div>
  );
}

/** What stands where rows would be: a placeholder, a reason, and the one thing to do about it. */
function InsteadOfRows({ query, count }: { query: ReturnType<typeof useRows>["query"]; count: number }) {
  const { filter, filterCount, clearFilters } = useInbox();
  const [emptyTitle, emptyNext] = EMPTY[filter.view];
  if (query.isPending) return <RowSkeletons />;
  if (count > 0) return null;
  if (query.isError)
    return (
      <EmptyState
        icon={<CircleAlert />}
        title="The list could not be loaded"
        action={<Button onClick={() => query.refetch()}>Retry</Button>}
      >
        The server did not answer. What you had open is still there.
      </EmptyState>
    );
  return (
    <EmptyState
      icon={<InboxIcon />}
      title={filterCount > 0 ? "No conversation matches these filters" : emptyTitle}
      action={filterCount > 0 ? <Button onClick={clearFilters}>Clear filters</Button> : undefined}
    >
      {filterCount > 0 ? `${VIEW_LABELS[filter.view]} may hold more without them.` : emptyNext}
    </EmptyState>
  );
}

const RowSkeletons = () => (
  <After>
    {[0, 1, 2, 3, 4, 5].map((row) => (
      <div key={row} className="flex h-[84px] shrink-0 gap-3 border-line border-b px-3.5 py-3">
        <Skeleton className="size-9 rounded-full" />
        <div className="flex flex-1 flex-col gap-2">
          <Skeleton className="h-3.5 w-1/2" />
          <Skeleton className="h-3 w-11/12" />
          <Skeleton className="h-3 w-1/3" />
        </div>
      </div>
    ))}
  </After>
);
