"use client";
import { useInfiniteQuery } from "@tanstack/react-query";
import { Phone } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useEffect } from "react";
import { distinctCalls } from "@/components/calls/page/call-groups";
import { CallRows } from "@/components/calls/page/call-rows";
import { useTRPC } from "@/components/client/trpc";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import type { CallRow } from "@/server/contract/call-lists";
import { MenuAnswered } from "./menu-answered";
import { Panel } from "./panel";

type Props = { placeId: string | null; personId: string | null; heading: ReactNode };

/** The calls that go on at the chosen location, or with the chosen person: who talks with whom, how long, and the way to listen. */
export function LiveCallsPanel({ placeId, personId, heading }: Props) {
  const t = useTranslations("board");
  const trpc = useTRPC();
  const query = useInfiniteQuery(
    trpc.calls.list.infiniteQueryOptions(
      { tab: "live", ...(placeId ? { placeId } : {}) },
      { getNextPageParam: (page) => page.nextCursor },
    ),
  );
  const all = distinctCalls(query.data?.pages.flatMap((page) => page.rows) ?? []);
  const rows = personId ? all.filter((row) => isOnLine(row, personId)) : all;
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = query;
  // The calls of one person may be on any page.
  const isSearching = personId !== null && hasNextPage && !isFetchNextPageError;
  useEffect(() => {
    if (isSearching && !isFetchingNextPage) void fetchNextPage();
  }, [isSearching, isFetchingNextPage, fetchNextPage]);
  return (
    <Panel title={t("calls")} heading={heading} className="@container h-full! expanded:h-full!">
      {query.isError && (
        <EmptyState title={t("callsFailed")} action={<Button onClick={() => query.refetch()}>{t("retry")}</Button>} />
      )}
      {query.data && rows.length === 0 && !hasNextPage && (
        <EmptyState icon={<Phone />} title={t("noCalls")}>
          {t("noCallsHint")}
        </EmptyState>
      )}
      {rows.length > 0 && <CallRows label={null} rows={rows} live={hasNextPage ? undefined : all} />}
      {personId === null && <MenuAnswered placeId={placeId} live={all.map(({ item }) => item.id).join()} />}
      {hasNextPage && (
        <div className="p-3 text-center">
          <Button disabled={isFetchingNextPage} onClick={() => fetchNextPage()}>
            {isFetchingNextPage ? t("loading") : t("showMore")}
          </Button>
        </div>
      )}
    </Panel>
  );
}

const isOnLine = ({ item }: CallRow, personId: string): boolean =>
  item.call.participants.some(({ userId, leftAt }) => userId === personId && leftAt === null);
