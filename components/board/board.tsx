"use client";
import { useTranslations } from "next-intl";
import { parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import { useMemo } from "react";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { lazyComponent } from "@/components/ui/lazy";
import { After, Skeleton } from "@/components/ui/skeleton";
import { WaitingPanel } from "@/components/ui/waiting-panel";
import type { ListFilter } from "@/server/contract/conversations";
import { ConversationsPanel } from "./conversations-panel";
import { Panel } from "./panel";
import { PeopleList } from "./people-list";
import { PlacesTable } from "./places-table";
import { Totals } from "./totals";
import { totalsOf, useBoard, useClearSince } from "./use-board";
import { WORK, WorkTabs } from "./work-tabs";

const LiveCalls = lazyComponent(
  () => import("./live-calls-panel").then((code) => code.LiveCallsPanel),
  ({ heading, hasFailed, retry }) => {
    const t = useTranslations("board");
    return (
      <Panel title={t("calls")} heading={heading} className="h-full! expanded:h-full!">
        <WaitingPanel hasFailed={hasFailed} retry={retry} placeholder={null} />
      </Panel>
    );
  },
);

const ID = /^[0-9a-f-]{36}$/i;
const idOrNull = (value: string | null) => (value && ID.test(value) ? value : null);

const PARAMS = {
  place: parseAsString,
  person: parseAsString,
  show: parseAsStringLiteral(WORK).withDefault("conversations"),
};

/** The supervisor's board: waiting customers by place and person, and the conversations to reassign. */
export function Board() {
  const board = useBoard();
  const t = useTranslations("board");
  const [params, setParams] = useQueryStates(PARAMS);
  const place = idOrNull(params.place);
  const person = idOrNull(params.person);
  const filter = useMemo<ListFilter>(
    () => ({ view: "all", ...(place ? { placeId: place } : {}), ...(person ? { assigneeId: person } : {}) }),
    [place, person],
  );
  const totals = board.data ? totalsOf(board.data) : null;
  const clearSince = useClearSince(totals?.waiting);
  if (board.isError) {
    return (
      <EmptyState title={t("boardFailed")} action={<Button onClick={() => board.refetch()}>{t("retry")}</Button>} />
    );
  }
  if (!board.data || !totals) return <Placeholder />;
  const names = [
    board.data.places.find((tile) => tile.place.id === place)?.place.name,
    board.data.people.find((tile) => tile.person.id === person)?.person.name,
  ];
  const tabs = <WorkTabs shown={params.show} onShow={(show) => void setParams({ show })} />;
  return (
    <div className="thin-scroll flex min-h-0 flex-1 flex-col gap-3 overflow-y-auto p-3 expanded:overflow-hidden expanded:p-4">
      <h1 className="sr-only">{t("board")}</h1>
      <Totals totals={totals} clearSince={clearSince} />
      <div className="grid gap-3 sm:grid-cols-2 expanded:min-h-0 expanded:flex-1 expanded:grid-cols-[minmax(20rem,2fr)_minmax(0,3fr)] expanded:grid-rows-2 wide:grid-cols-[23rem_20rem_minmax(0,1fr)] wide:grid-rows-1">
        <PlacesTable tiles={board.data.places} chosen={place} onChoose={(id) => void setParams({ place: id })} />
        <PeopleList tiles={board.data.people} chosen={person} onChoose={(id) => void setParams({ person: id })} />
        <div className="h-[70dvh] min-w-0 sm:col-span-2 expanded:col-span-1 expanded:min-h-0 expanded:col-start-2 expanded:row-span-2 expanded:row-start-1 expanded:h-auto wide:col-start-3 wide:row-span-1">
          {params.show === "calls" ? (
            <LiveCalls placeId={place} personId={person} heading={tabs} />
          ) : (
            <ConversationsPanel
              key={`${place} ${person}`}
              filter={filter}
              filterWords={names.filter(Boolean).join(", ")}
              heading={tabs}
              clearSince={clearSince}
              onClearFilter={() => void setParams({ place: null, person: null })}
            />
          )}
        </div>
      </div>
    </div>
  );
}

const Placeholder = () => (
  <After>
    <div className="grid gap-3 p-4">
      <div className="grid grid-cols-2 gap-3 expanded:grid-cols-4">
        {[0, 1, 2, 3].map((tile) => (
          <Skeleton key={tile} className="h-18 rounded-lg" />
        ))}
      </div>
      <Skeleton className="h-96 rounded-lg" />
    </div>
  </After>
);
