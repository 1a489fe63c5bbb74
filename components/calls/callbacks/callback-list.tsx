"use client";
import { CircleAlert, PhoneForwarded } from "lucide-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useRef } from "react";
import { CardBoundary } from "@/components/client/card-boundary";
import { AtPlace } from "@/components/client/place-zones";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { After, Skeleton } from "@/components/ui/skeleton";
import { MoreRows } from "../page/more-rows";
import { useCallKeys } from "../page/use-call-keys";
import { CallbackButtons } from "./callback-buttons";
import { CallbackWords } from "./callback-words";
import { type CallbackRow, hasCallback } from "./use-callback-actions";
import { useCallbackPages } from "./use-callback-rows";

/** Every callback that this person may see, the one that is due first first. */
export function CallbackList() {
  const t = useTranslations("callbacks");
  const query = useCallbackPages();
  const { rows, isError, refetch } = query;
  const list = useRef<HTMLUListElement>(null);
  useCallKeys(list);
  if (isError && !rows)
    return (
      <EmptyState
        icon={<CircleAlert />}
        title={t("listFailed")}
        action={<Button onClick={() => refetch()}>{t("retry")}</Button>}
      >
        {t("listFailedHint")}
      </EmptyState>
    );
  if (!rows)
    return (
      <After>
        <div aria-busy="true" className="flex flex-1 flex-col gap-3 p-4">
          <Skeleton className="h-12" />
          <Skeleton className="h-12" />
        </div>
      </After>
    );
  if (rows.length === 0 && !query.hasNextPage)
    return (
      <EmptyState icon={<PhoneForwarded />} title={t("empty")}>
        {t("emptyHint")}
      </EmptyState>
    );
  return (
    <div className="thin-scroll min-h-0 flex-1 overflow-y-auto">
      <ul ref={list} aria-label={t("list")}>
        {rows.filter(hasCallback).map((row) => (
          <li key={row.callback.id}>
            <CardBoundary card="callback" of={row}>
              <AtPlace placeId={row.place.id}>
                <Entry row={row} />
              </AtPlace>
            </CardBoundary>
          </li>
        ))}
      </ul>
      <MoreRows query={query} failed={t("moreFailed")} />
    </div>
  );
}

const Entry = ({ row }: { row: CallbackRow }) => (
  <div className="flex flex-wrap items-center gap-x-4 gap-y-1.5 border-line border-b px-4 py-2.5">
    <Link
      href={`/inbox?view=all&c=${row.id}`}
      data-call-row
      className="focus-inset min-w-0 basis-44 rounded-md font-medium hover:underline"
    >
      <bdi className="block truncate">{row.customer.name}</bdi>
      <span className="block truncate font-normal text-muted text-xs">{row.place.name}</span>
    </Link>
    <CallbackWords row={row} />
    <CallbackButtons row={row} />
  </div>
);
