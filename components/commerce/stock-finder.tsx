"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { PackageSearch, Search } from "lucide-react";
import { useTranslations } from "next-intl";
import { useId } from "react";
import { CardBoundary } from "@/components/client/card-boundary";
import { useSubscription } from "@/components/client/realtime";
import { useTRPC } from "@/components/client/trpc";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Input } from "@/components/ui/field";
import { After, Skeleton } from "@/components/ui/skeleton";
import { usePaused } from "@/components/ui/use-paused";
import type { SkuStock } from "@/server/contract/commerce";
import { STOCK_SEARCH_LIMIT } from "@/server/contract/constants";
import { StockCard } from "./stock-card";

type Props = {
  query: string;
  onQuery: (query: string) => void;
  pinned: readonly string[];
  onPin: (skuId: string) => void;
};

/** Search for SKUs across all places, with live stock. Pinned SKUs stay visible during another search. */
export function StockFinder({ query, onQuery, pinned, onPin }: Props) {
  const t = useTranslations("commerce");
  const trpc = useTRPC();
  const id = useId();
  const wanted = usePaused(query);
  const search = useQuery({
    ...trpc.commerce.searchStock.queryOptions({ query: wanted }),
    enabled: wanted !== "",
    placeholderData: keepPreviousData,
  });
  const pinnedStock = useQuery({
    ...trpc.commerce.stockOf.queryOptions({ skuIds: [...pinned] }),
    enabled: pinned.length > 0,
  });
  const found = wanted === "" ? [] : (search.data ?? []).filter(({ sku }) => !pinned.includes(sku.id));
  const shownPins = pinned.length > 0 ? (pinnedStock.data ?? []) : [];
  useSubscription({ skuIds: [...shownPins, ...found].slice(0, 50).map(({ sku }) => sku.id) });
  const card = (stock: SkuStock) => (
    <CardBoundary key={stock.sku.id} card="stock" of={stock}>
      <StockCard stock={stock} isPinned={pinned.includes(stock.sku.id)} onPin={() => onPin(stock.sku.id)} />
    </CardBoundary>
  );
  return (
    <div className="flex flex-col gap-3 p-3">
      <div className="relative">
        <label htmlFor={id} className="sr-only">
          {t("findStock")}
        </label>
        <Search
          aria-hidden
          className="pointer-events-none absolute start-3 top-1/2 size-4 -translate-y-1/2 text-muted"
        />
        <Input
          id={id}
          type="search"
          placeholder={t("itemOrSku")}
          value={query}
          onChange={(event) => onQuery(event.target.value)}
          className="ps-9"
        />
      </div>
      {shownPins.map(card)}
      {wanted !== "" && search.isPending && (
        <After>
          <Skeleton className="h-40 rounded-lg" />
        </After>
      )}
      {search.isError && wanted !== "" && (
        <EmptyState title={t("stockFailed")} action={<Button onClick={() => search.refetch()}>{t("retry")}</Button>}>
          {t("stockFailedHint")}
        </EmptyState>
      )}
      {found.map(card)}
      {found.length >= STOCK_SEARCH_LIMIT && (
        <p className="text-center text-muted text-sm">{t("firstMatches", { count: STOCK_SEARCH_LIMIT })}</p>
      )}
      {/* Results of the previous search, kept on screen, do not count for the running one. */}
      {wanted !== "" && search.isSuccess && !search.isPlaceholderData && search.data.length === 0 && (
        <EmptyState icon={<PackageSearch />} title={t("noMatch", { query: wanted })}>
          {t("noMatchHint")}
        </EmptyState>
      )}
      {wanted === "" && shownPins.length === 0 && (
        <EmptyState icon={<PackageSearch />} title={t("findAnywhere")}>
          {t("findAnywhereHint")}
        </EmptyState>
      )}
    </div>
  );
}
