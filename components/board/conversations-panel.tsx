"use client";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Pause, Play, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useMemo, useRef, useState } from "react";
import { useTRPC } from "@/components/client/trpc";
import { ArrivedButton } from "@/components/conversations/arrived-button";
import { useHeldRows } from "@/components/conversations/held-rows";
import { Button } from "@/components/ui/button";
import type { ListFilter } from "@/server/contract/conversations";
import { sortOf } from "@/server/contract/views";
import { InsteadOfRows, OutcomeBanner } from "./board-notices";
import { BoardRows } from "./board-rows";
import { BulkBar } from "./bulk-bar";
import { Panel } from "./panel";
import { useSelection } from "./selection";
import { useBulk } from "./use-bulk";
import { useReading } from "./use-reading";

function useRows(filter: ListFilter) {
  const trpc = useTRPC();
  const query = useInfiniteQuery(
    trpc.conversations.list.infiniteQueryOptions(
      { ...filter, limit: 50 },
      { getNextPageParam: (page) => page.nextCursor },
    ),
  );
  const rows = useMemo(() => query.data?.pages.flatMap((page) => page.rows) ?? [], [query.data]);
  return { query, rows };
}

/**
 * The conversations behind the tiles, to view or reassign. Updates live, but rows do not move while somebody reads or works in
 * them.
 */
export function ConversationsPanel(props: {
  filter: ListFilter;
  filterWords: string;
  heading: ReactNode;
  clearSince: number | null;
  onClearFilter: () => void;
}) {
  const t = useTranslations("board");
  const { query, rows: live } = useRows(props.filter);
  const [isPaused, setPaused] = useState(false);
  const { isReading, handlers } = useReading();
  const selecting = useSelection();
  const bulk = useBulk(props.filter, selecting.clear);
  const isHeld = isPaused || isReading || !selecting.isEmpty;
  const { rows, arrived, refresh } = useHeldRows(live, isHeld, sortOf(props.filter));
  const order = rows.map(({ row }) => row.id);
  const scroller = useRef<HTMLDivElement>(null);
  const showArrived = () => {
    refresh();
    scroller.current?.scrollTo({ top: 0 });
  };
  return (
    <Panel
      title={t("conversations")}
      heading={props.heading}
      className="h-full! expanded:h-full!"
      actions={
        <>
          {props.filterWords && (
            <Button variant="quiet" onClick={props.onClearFilter}>
              {props.filterWords} <X role="img" aria-label={t("showAll")} className="size-4 text-muted" />
            </Button>
          )}
          <Button aria-pressed={isPaused} onClick={() => setPaused(!isPaused)}>
            {isPaused ? <Play aria-hidden className="size-4" /> : <Pause aria-hidden className="size-4" />}
            {isPaused ? t("resume") : t("pause")}
          </Button>
        </>
      }
    >
      <div className="flex h-full flex-col">
        {bulk.outcome && (
          <OutcomeBanner outcome={bulk.outcome} onView={(ids) => selecting.select(ids)} onDismiss={bulk.forget} />
        )}
        <div className="relative flex min-h-0 flex-1 flex-col">
          <div ref={scroller} {...handlers} className="thin-scroll min-h-0 flex-1 overflow-y-auto">
            <InsteadOfRows query={query} count={rows.length} clearSince={props.clearSince} />
            <BoardRows
              scroller={scroller}
              rows={rows}
              hasMore={query.hasNextPage}
              isSelected={selecting.isSelected}
              onToggle={(id, isRange) => selecting.toggle(order, id, isRange)}
            />
            {query.hasNextPage && (
              <div className="p-3 text-center">
                <Button disabled={query.isFetchingNextPage} onClick={() => query.fetchNextPage()}>
                  {query.isFetchingNextPage ? t("loading") : t("showMore")}
                </Button>
              </div>
            )}
          </div>
          <ArrivedButton count={isHeld ? arrived : 0} onShow={showArrived} />
        </div>
        <BulkBar
          selection={selecting.selection}
          shown={rows.length}
          hasMore={query.hasNextPage}
          isMoving={bulk.isMoving}
          onMove={(to, label) => bulk.move(selecting.selection, to, label)}
          onAll={selecting.selectMatching}
          onClear={selecting.clear}
        />
      </div>
    </Panel>
  );
}
