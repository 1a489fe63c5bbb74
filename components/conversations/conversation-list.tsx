"use client";
import { useInfiniteQuery } from "@tanstack/react-query";
import { clsx } from "clsx";
import { CircleAlert, Inbox as InboxIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { type RefObject, useEffect, useImperativeHandle, useLayoutEffect, useMemo, useRef, useState } from "react";
import { CardBoundary } from "@/components/client/card-boundary";
import { useMe } from "@/components/client/realtime";
import { useTRPC } from "@/components/client/trpc";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { After, Skeleton } from "@/components/ui/skeleton";
import { useLateVirtualizer } from "@/components/ui/use-late-virtualizer";
import { ArrivedButton } from "./arrived-button";
import { ConversationRow } from "./conversation-row";
import { rowAfter, useHeldRows } from "./held-rows";
import { useInbox } from "./inbox-state";
import { ListFilters } from "./list-filters";
import { OffersStrip } from "./offers-strip";
import { NewTextButton } from "./starting/new-text-button";
import { UnsentStrip } from "./unsent-strip";
import { useActions } from "./use-actions";
import { useListKeys } from "./use-list-keys";
import { useViewLabel } from "./use-view-label";
import { ViewsStrip } from "./views-nav";

const ROW_PX = 84;

/** The rows of the selected view and filters as one flat list, with the person's read marks. */
function useRows() {
  const trpc = useTRPC();
  const { list } = useInbox();
  const query = useInfiniteQuery(
    trpc.conversations.list.infiniteQueryOptions(list, { getNextPageParam: (page) => page.nextCursor }),
  );
  const rows = useMemo(() => query.data?.pages.flatMap((page) => page.rows) ?? [], [query.data]);
  const reads = useMemo(() => Object.assign({}, ...(query.data?.pages ?? []).map((page) => page.reads)), [query.data]);
  return { query, rows, reads: reads as Record<string, number> };
}

export function ConversationList({ className }: { className?: string }) {
  const t = useTranslations("inbox");
  const viewLabel = useViewLabel();
  const { filter, list } = useInbox();
  return (
    <section aria-label={t("conversations")} className={clsx("@container relative", className)}>
      <header className="flex h-14 shrink-0 items-center gap-1 border-line border-b ps-2 pe-1.5">
        <div className="h-full min-w-0 flex-1 overflow-hidden">
          <ViewsStrip />
          <h2 className="hidden h-full items-center ps-1.5 font-semibold text-md wide:flex">
            {viewLabel(filter.view)}
          </h2>
        </div>
        <NewTextButton />
        <ListFilters />
      </header>
      <OffersStrip />
      <UnsentStrip />
      <Rows key={JSON.stringify(list)} />
    </section>
  );
}

/** A person who has scrolled down is reading, so no row may move under the pointer. */
const READING_PX = 8;

/** How far from the end the next rows are fetched. */
const AHEAD_PX = 8 * ROW_PX;

/** Whether a reader will soon need more rows than there are. */
function useNearEnd(scroller: RefObject<HTMLElement | null>) {
  const [isNear, setNear] = useState(false);
  const look = () => {
    const list = scroller.current;
    if (list) setNear(list.scrollHeight - list.scrollTop - list.clientHeight < AHEAD_PX);
  };
  useLayoutEffect(look);
  return { isNear, look };
}

function Rows() {
  const t = useTranslations("inbox");
  const { openId, open, sort, view } = useInbox();
  const me = useMe();
  const { query, rows: live, reads } = useRows();
  const [isReading, setReading] = useState(false);
  const working = useWorking();
  const held = useHeldRows(live, isReading || working.isOn, sort);
  // What is done leaves the list of somebody who works at its top; a reader keeps every row in place.
  const rows = isReading ? held.rows : held.rows.filter(({ hasLeft }) => !hasLeft);
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useLateVirtualizer<HTMLLIElement>(scroller, {
    count: rows.length,
    estimateSize: () => ROW_PX,
    getItemKey: (index) => rows[index]?.row.id ?? index,
    overscan: 6,
  });
  const show = (index: number) => {
    if (virtual) virtual.scrollToIndex(index);
    else scroller.current?.querySelector(`[data-index="${index}"]`)?.scrollIntoView({ block: "nearest" });
  };
  const plain = rows.map(({ row }) => row);
  const { cursor, select } = useListKeys({ rows: plain, openId, open, show });
  useImperativeHandle(useActions().list, () => ({
    hold: working.hold,
    next: (id) => rowAfter(held.rows, id),
    select,
    hasFocus: () =>
      document.activeElement === document.body || scroller.current?.contains(document.activeElement) === true,
  }));
  const end = useNearEnd(scroller);
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = query;
  useEffect(() => {
    if (end.isNear && rows.length > 0 && hasNextPage && !isFetchingNextPage) void fetchNextPage();
  }, [end.isNear, rows.length, hasNextPage, isFetchingNextPage, fetchNextPage]);
  // Rows that are added above would push the reader down, so the list stays at the top once it is there.
  useLayoutEffect(() => {
    if (!isReading && scroller.current) scroller.current.scrollTop = 0;
  }, [isReading]);
  return (
    <div className="relative flex min-h-0 flex-1 flex-col">
      <div
        ref={scroller}
        data-list
        onScroll={({ currentTarget }) => {
          setReading(currentTarget.scrollTop > READING_PX);
          end.look();
        }}
        className="thin-scroll relative flex min-h-0 flex-1 flex-col overflow-y-auto [scroll-padding:8px]"
      >
        <InsteadOfRows query={query} count={rows.length} />
        <ul className="relative w-full shrink-0" style={{ height: virtual?.getTotalSize() }}>
          {(virtual?.getVirtualItems() ?? rows.map((_, index) => ({ index, start: 0 }))).map(({ index, start }) => {
            const shown = rows[index];
            if (!shown) return null;
            const { row, hasLeft } = shown;
            return (
              <li
                key={row.id}
                ref={virtual?.measureElement}
                data-index={index}
                aria-setsize={hasNextPage ? -1 : rows.length}
                aria-posinset={index + 1}
                className={clsx(virtual && "absolute inset-x-0 top-0")}
                style={virtual ? { transform: `translateY(${start}px)` } : undefined}
              >
                <CardBoundary card="conversation row" of={row}>
                  <ConversationRow
                    row={row}
                    hasLeft={hasLeft}
                    isOpen={row.id === openId}
                    isCursor={row.id === cursor}
                    isUnread={row.lastInboundSeq > (reads[row.id] ?? 0)}
                    hasMention={(row.followers[me.id] ?? 0) > (reads[row.id] ?? 0)}
                    isMixed={view === "following"}
                    onOpen={open}
                  />
                </CardBoundary>
              </li>
            );
          })}
        </ul>
        {isFetchingNextPage && <p className="py-3 text-center text-muted text-xs">{t("loadingMore")}</p>}
      </div>
      <ArrivedButton
        count={held.arrived}
        onShow={() => {
          setReading(false);
          working.end();
        }}
      />
    </div>
  );
}

/** Somebody works through the list when an action has led them to the open conversation: its order then stays. */
function useWorking() {
  const { openId } = useInbox();
  const [ids, setIds] = useState<readonly string[]>([]);
  const isOn = openId !== null && ids.includes(openId);
  // They have opened another one, or none.
  if (!isOn && ids.length > 0) setIds([]);
  return { isOn, hold: (id: string) => setIds((before) => [...before, id]), end: () => setIds([]) };
}

/** The placeholder, error or empty state in place of rows, with one action. */
function InsteadOfRows({ query, count }: { query: ReturnType<typeof useRows>["query"]; count: number }) {
  const { filter, filterCount, clearFilters } = useInbox();
  const t = useTranslations("inbox");
  const viewLabel = useViewLabel();
  if (query.isPending) return <RowSkeletons />;
  if (count > 0) return null;
  if (query.isError)
    return (
      <EmptyState
        icon={<CircleAlert />}
        title={t("listFailed")}
        action={<Button onClick={() => query.refetch()}>{t("retry")}</Button>}
      >
        {t("listFailedHint")}
      </EmptyState>
    );
  return (
    <EmptyState
      icon={<InboxIcon />}
      title={filterCount > 0 ? t("noneMatch") : t(`empty.${filter.view}`)}
      action={filterCount > 0 ? <Button onClick={clearFilters}>{t("clearFilters")}</Button> : undefined}
    >
      {filterCount > 0 ? t("noneMatchHint", { view: viewLabel(filter.view) }) : t(`emptyHint.${filter.view}`)}
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
