"use client";
import type { UseInfiniteQueryResult } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";

type Paged = Pick<UseInfiniteQueryResult, "hasNextPage" | "isFetchingNextPage" | "isFetchNextPageError"> & {
  fetchNextPage(): Promise<unknown>;
};

/** The button below a list that loads its next page; nothing when there is none. @param failed what is said when that failed */
export function MoreRows({ query, failed }: { query: Paged; failed: string }) {
  const t = useTranslations("callsPage");
  const { hasNextPage, isFetchingNextPage, isFetchNextPageError, fetchNextPage } = query;
  if (!hasNextPage) return null;
  return (
    <div className="flex flex-col items-center gap-2 p-4">
      {isFetchNextPageError && (
        <p role="alert" className="text-danger text-sm">
          {failed}
        </p>
      )}
      <Button aria-disabled={isFetchingNextPage} onClick={() => !isFetchingNextPage && void fetchNextPage()}>
        {isFetchingNextPage ? t("loadingMore") : t("more")}
      </Button>
    </div>
  );
}
