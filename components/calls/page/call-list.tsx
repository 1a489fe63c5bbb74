"use client";
import { useInfiniteQuery } from "@tanstack/react-query";
import { CircleAlert, Phone } from "lucide-react";
import { useTranslations } from "next-intl";
import { useMemo, useRef } from "react";
import { CardBoundary } from "@/components/client/card-boundary";
import { useTRPC } from "@/components/client/trpc";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { After, Skeleton } from "@/components/ui/skeleton";
import type { CallRow } from "@/server/contract/call-lists";
import { CallEntry } from "./call-entry";
import { type CallGroups, distinctCalls, groupMissed } from "./call-groups";
import { useCallsPage } from "./calls-state";
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
  if (waiting.length + rest.length === 0) return <InsteadOfCalls query={query} />;
  return (
    <div ref={list} className="thin-scroll min-h-0 flex-1 overflow-y-auto [scroll-padding:8px]">
      {waiting.length > 0 && (
        <Group label={t("waiting")} rows={waiting.map(({ row }) => row)} missed={waiting.map(({ missed }) => missed)} />
      )}
      {rest.length > 0 && <Group label={waiting.length > 0 ? t("earlier") : null} rows={rest} />}
      <More query={query} />
    </div>
  );
}

function Group({ label, rows, missed }: { label: string | null; rows: CallRow[]; missed?: number[] }) {
  const t = useTranslations("callsPage");
  return (
    <section aria-label={label ?? t("list")}>
      {label && (
        <h2 className="sticky top-0 z-10 border-line border-b bg-canvas px-4 py-1.5 font-semibold text-muted text-xs">
          {label}
        </h2>
      )}
      <ul>
        {rows.map((row, at) => (
          <li key={row.item.id}>
            <CardBoundary card="call" of={row}>
              <CallEntry row={row} waiting={missed?.[at] ?? 0} />
            </CardBoundary>
          </li>
        ))}
      </ul>
    </section>
  );
}

function More({ query }: { query: Query }) {
  const t = useTranslations("callsPage");
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = query;
  if (!hasNextPage) return null;
  return (
    <div className="flex flex-col items-center gap-2 p-4">
      {isFetchNextPageError && (
        <p role="alert" className="text-danger text-sm">
          {t("moreFailed")}
        </p>
      )}
      <Button aria-disabled={isFetchingNextPage} onClick={() => !isFetchingNextPage && void fetchNextPage()}>
        {isFetchingNextPage ? t("loadingMore") : t("more")}
      </Button>
    </div>
  );
}

/** The placeholder, error or empty state in place of calls, with one action. */
function InsteadOfCalls({ query }: { query: Query }) {
  const t = useTranslations("callsPage");
  const { tab, filterCount, clearFilters } = useCallsPage();
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
    <EmptyState icon={<Phone />} title={t(`empty.${tab}`)}>
      {t(`emptyHint.${tab}`)}
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
