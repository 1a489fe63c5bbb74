"use client";
import { useInfiniteQuery } from "@tanstack/react-query";
import { CircleAlert, Phone } from "lucide-react";
import { useTranslations } from "next-intl";
import { useMemo, useRef } from "react";
import { useMe } from "@/components/client/realtime";
import { useTRPC } from "@/components/client/trpc";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { After, Skeleton } from "@/components/ui/skeleton";
import { type CallGroups, distinctCalls, groupMissed } from "./call-groups";
import { CallRows } from "./call-rows";
import { useCallsPage } from "./calls-state";
import { MoreRows } from "./more-rows";
import { useCallKeys } from "./use-call-keys";

function useCalls() {
  const trpc = useTRPC();
  const { filter } = useCallsPage();
  const query = useInfiniteQuery(
    trpc.calls.list.infiniteQueryOptions(filter, { getNextPageParam: (page) => page.nextCursor }),
  );
  const groups = useMemo<CallGroups>(() => {
    const rows = query.data?.pages.flatMap((page) => page.rows) ?? [];
    return filter.tab === "missed" ? groupMissed(rows) : { waiting: [], rest: distinctCalls(rows) };
  }, [query.data, filter.tab]);
  return { query, groups };
}
type Query = ReturnType<typeof useCalls>["query"];

/** The calls of the selected tab and filters. */
export function CallList() {
  const t = useTranslations("callsPage");
  const { query, groups } = useCalls();
  const list = useRef<HTMLDivElement>(null);
  useCallKeys(list);
  const { waiting, rest } = groups;
  const { tab } = useCallsPage().filter;
  const isRecorded = tab === "recorded";
  if (waiting.length + rest.length === 0) return <InsteadOfCalls query={query} />;
  return (
    <div ref={list} className="thin-scroll min-h-0 flex-1 overflow-y-auto [scroll-padding:8px]">
      {waiting.length > 0 && (
        <CallRows
          label={t("waiting")}
          rows={waiting.map(({ row }) => row)}
          missed={waiting.map(({ missed }) => missed)}
        />
      )}
      {isRecorded && <Withheld />}
      {rest.length > 0 && (
        <CallRows
          label={waiting.length > 0 ? t("earlier") : null}
          rows={rest}
          hasPlayers={isRecorded}
          live={tab === "live" && !query.hasNextPage ? rest : undefined}
        />
      )}
      <MoreRows query={query} failed={t("moreFailed")} />
    </div>
  );
}

/** Why a person from whom customers' data is masked sees recordings and cannot play them. */
function Withheld() {
  const t = useTranslations("callsPage");
  const { can } = useMe();
  return can.seePersonalData ? null : (
    <p className="border-line border-b px-4 py-2 text-muted text-sm">{t("withheld")}</p>
  );
}

/** The placeholder, error or empty state in place of calls, with one action. */
function InsteadOfCalls({ query }: { query: Query }) {
  const t = useTranslations("callsPage");
  const { filter, filterCount, clearFilters } = useCallsPage();
  if (query.isPending) return <Placeholder />;
  if (query.isError)
    return (
      <EmptyState
        icon={<CircleAlert />}
        title={t("failed")}
        action={<Button onClick={() => query.refetch()}>{t("retry")}</Button>}
      >
        {t("failedHint")}
      </EmptyState>
    );
  if (filterCount > 0)
    return (
      <EmptyState
        icon={<Phone />}
        title={t("noneMatch")}
        action={<Button onClick={clearFilters}>{t("clearFilters")}</Button>}
      >
        {t("noneMatchHint")}
      </EmptyState>
    );
  return (
    <EmptyState icon={<Phone />} title={t(`empty.${filter.tab}`)}>
      {t(`emptyHint.${filter.tab}`)}
    </EmptyState>
  );
}

const Placeholder = () => (
  <After>
    <div aria-busy="true" className="flex flex-1 flex-col">
      {[0, 1, 2, 3, 4, 5].map((row) => (
        <div key={row} className="flex h-16 shrink-0 items-center gap-3 border-line border-b px-4">
          <Skeleton className="size-9 rounded-full" />
          <div className="flex flex-1 flex-col gap-2">
            <Skeleton className="h-3.5 w-1/3" />
            <Skeleton className="h-3 w-2/3" />
          </div>
        </div>
      ))}
    </div>
  </After>
);
