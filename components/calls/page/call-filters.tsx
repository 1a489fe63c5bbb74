"use client";
import { useQuery } from "@tanstack/react-query";
import { ListFilter as FilterIcon, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useId } from "react";
import { useTRPC } from "@/components/client/trpc";
import { Count } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Field, Select } from "@/components/ui/field";
import { Popover } from "@/components/ui/popover";
import { useCallsPage } from "./calls-state";

/** The filters of the page of calls, in a popover. */
export function CallFilters() {
  const t = useTranslations("callsPage");
  const { filterCount } = useCallsPage();
  return (
    <Popover
      label={t("filters")}
      trigger={
        <Button variant="quiet" aria-label={t("filtersActive", { count: filterCount })} className="gap-1.5 px-2">
          <FilterIcon aria-hidden className="size-4 text-muted" />
          <Count value={filterCount} tone="accent" />
        </Button>
      }
    >
      <FilterForm />
    </Popover>
  );
}

function FilterForm() {
  const t = useTranslations("callsPage");
  const trpc = useTRPC();
  const id = useId();
  const { filter, filterCount, setFilter, clearFilters } = useCallsPage();
  const places = useQuery(trpc.team.places.queryOptions()).data ?? [];
  return (
    <div className="flex flex-col gap-3">
      <Field label={t("location")} htmlFor={`${id}p`}>
        <Select
          id={`${id}p`}
          value={filter.placeId ?? ""}
          onChange={({ target }) => setFilter({ place: target.value || null })}
        >
          <option value="">{t("allLocations")}</option>
          {places.map((place) => (
            <option key={place.id} value={place.id}>
              {place.name}
            </option>
          ))}
        </Select>
      </Field>
      {filter.tab !== "missed" && (
        <Field label={t("way")} htmlFor={`${id}w`}>
          <Select
            id={`${id}w`}
            value={filter.way ?? ""}
            onChange={({ target }) => setFilter({ way: (target.value || null) as "in" | "out" | null })}
          >
            <option value="">{t("anyWay")}</option>
            <option value="in">{t("ways.in")}</option>
            <option value="out">{t("ways.out")}</option>
          </Select>
        </Field>
      )}
      {filterCount > 0 && (
        <Button variant="quiet" onClick={clearFilters}>
          <X aria-hidden className="size-4" /> {t("clearFilters")}
        </Button>
      )}
    </div>
  );
}
