"use client";
import { useInfiniteQuery } from "@tanstack/react-query";
import { CircleCheck, Pause, Play, X } from "lucide-react";
import { useMemo } from "react";
import { useTRPC } from "@/components/client/trpc";
import { useFrozen } from "@/components/conversations/frozen";
import { Badge } from "@/components/ui/badge";
import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { clockTime } from "@/components/ui/format";
import type { ListFilter } from "@/server/contract/conversations";
import { BoardRow } from "./board-row";
import { BulkBar } from "./bulk-bar";
import { Panel } from "./panel";
import { useSelection } from "./selection";
import { useBulk } from "./use-bulk";

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

/** The conversations behind the tiles, to look at or to move: live, or paused so that nothing moves under the finger. */
export function ConversationsPanel(props: {
  filter: ListFilter;
  filterWords: string;
  clearSince: number | null;
  onClearFilter: () => void;
}) {
  const { query, rows: live } = useRows(props.filter);
  const { rows, arrived, isPaused, pause, resume } = useFrozen(live);
  const selecting = useSelection();
  const bulk = useBulk(props.filter, selecting.clear);
  const order = rows.map(({ row }) => row.id);
  return (
    <Panel
      title="Conversations"
      className="h-full! expanded:h-full!"
      actions={
        <>
          {props.filterWords && (
            <Button variant="quiet" onClick={props.onClearFilter}>
              {props.filterWords} <X role="img" aria-label="Show all places and people" className="size-4 text-muted" />
            </Button>
          )}
          {isPaused && arrived > 0 && <Badge tone="accent">{arrived} new</Badge>}
          <Button aria-pressed={isPaused} onClick={isPaused ? resume : pause}>
            {isPaused ? <Play aria-hidden className="size-4" /> : <Pause aria-hidden className="size-4" />}
            {isPaused ? "Paused: go live" : "Pause"}
          </Button>
        </>
      }
    >
      <div className="flex h-full flex-col">
        {bulk.outcome && (
          <Banner
            tone="warning"
            role="status"
            action={
              <span className="flex gap-1">
                <Button
                  onClick={() => {
                    selecting.select(bulk.outcome?.changed ?? []);
                    bulk.forget();
                  }}
                >
                  View
                </Button>
                <Button variant="quiet" onClick={bulk.forget}>
                  Dismiss
                </Button>
              </span>
            }
          >
            {bulk.outcome.text}
          </Banner>
        )}
        <div className="thin-scroll min-h-0 flex-1 overflow-y-auto">
          {query.isSuccess && rows.length === 0 && (
            <EmptyState
              icon={<CircleCheck />}
              title={props.clearSince ? `All clear since ${clockTime(props.clearSince)}` : "Nothing open here"}
            >
              New messages appear here at once.
            </EmptyState>
          )}
          {query.isError && (
            <EmptyState
              title="The list could not be loaded"
              action={<Button onClick={() => query.refetch()}>Retry</Button>}
            />
          )}
          <ul>
            {rows.map((shown) => (
              <BoardRow
                key={shown.row.id}
                shown={shown}
                isSelected={selecting.isSelected(shown.row.id)}
                onToggle={(id, isRange) => selecting.toggle(order, id, isRange)}
              />
            ))}
          </ul>
          {query.hasNextPage && (
            <div className="p-3 text-center">
              <Button disabled={query.isFetchingNextPage} onClick={() => query.fetchNextPage()}>
                {query.isFetchingNextPage ? "Loading…" : "Show more"}
              </Button>
            </div>
          )}
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
