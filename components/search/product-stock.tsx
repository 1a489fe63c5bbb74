"use client";
import { useQuery } from "@tanstack/react-query";
import { ArrowLeft } from "lucide-react";
import { useTranslations } from "next-intl";
import { useSubscription } from "@/components/client/realtime";
import { useTRPC } from "@/components/client/trpc";
import { StockCard } from "@/components/commerce/stock-card";
import { ClosesForInsertion } from "@/components/conversations/insertion";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { After, Skeleton } from "@/components/ui/skeleton";

type Props = {
  skuId: string;
  onBack: () => void;
  /** Closes the search, before text of the product is put into a reply. */
  onInsert: () => void;
};

/** A product that was found, with its stock at every location. */
export function ProductStock({ skuId, onBack, onInsert }: Props) {
  const t = useTranslations("search");
  const trpc = useTRPC();
  const query = useQuery(trpc.commerce.stockOf.queryOptions({ skuIds: [skuId] }));
  useSubscription({ skuIds: [skuId] });
  const stock = query.data?.[0];
  return (
    <div className="thin-scroll flex min-h-0 flex-col gap-2 overflow-y-auto">
      <Button variant="quiet" className="self-start" onClick={onBack}>
        <ArrowLeft aria-hidden className="size-4 rtl:rotate-180" /> {t("back")}
      </Button>
      {stock && (
        <ClosesForInsertion value={onInsert}>
          <StockCard stock={stock} />
        </ClosesForInsertion>
      )}
      {query.isPending && (
        <After>
          <Skeleton className="h-40 rounded-lg" />
        </After>
      )}
      {query.isError && (
        <EmptyState title={t("stockFailed")} action={<Button onClick={() => query.refetch()}>{t("retry")}</Button>} />
      )}
    </div>
  );
}
