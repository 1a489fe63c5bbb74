"use client";
import { ListFilter as FilterIcon } from "lucide-react";
import { useTranslations } from "next-intl";
import { Count } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { lazyComponent } from "@/components/ui/lazy";
import { Popover } from "@/components/ui/popover";
import { Skeleton } from "@/components/ui/skeleton";
import { useInbox } from "./inbox-state";

const WaitingForm = () => (
  <div className="flex flex-col gap-3">
    {["sort", "place", "channel", "assignee"].map((field) => (
      <Skeleton key={field} className="h-16 w-full" />
    ))}
  </div>
);
const FilterForm = lazyComponent(() => import("./filter-form").then((code) => code.FilterForm), WaitingForm);

export function ListFilters() {
  const t = useTranslations("inbox");
  const { filterCount } = useInbox();
  const label = t("filtersActive", { count: filterCount });
  return (
    <Popover
      label={t("filters")}
      trigger={
        <Button variant="quiet" aria-label={label} className="gap-1.5 px-2">
          <FilterIcon aria-hidden className="size-4 text-muted" />
          <Count value={filterCount} tone="accent" />
        </Button>
      }
    >
      <FilterForm />
    </Popover>
  );
}
