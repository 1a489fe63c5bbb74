"use client";
import { useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useId } from "react";
import { useChannels } from "@/components/client/channels";
import { useTRPC } from "@/components/client/trpc";
import { Button } from "@/components/ui/button";
import { currentMs } from "@/components/ui/clock";
import { Field, Select } from "@/components/ui/field";
import type { SearchFilter } from "@/server/contract/search";

const DAY_MS = 86_400_000;
const DAYS = { day: 1, week: 7, month: 30, year: 365 } as const;
export type Period = keyof typeof DAYS;
const PERIODS = Object.keys(DAYS) as Period[];

/** What a person chose. */
export type Chosen = Omit<SearchFilter, "from" | "before"> & { period?: Period | undefined };
export const filterCount = (chosen: Chosen): number => Object.values(chosen).filter(Boolean).length;
/** @returns the filter without what was not chosen; a period begins at a full minute, so that it stays the same search */
export function toFilter({ period, ...chosen }: Chosen): SearchFilter {
  const from = period && new Date(Math.floor((currentMs() - DAYS[period] * DAY_MS) / 60_000) * 60_000).toISOString();
  const set = Object.entries({ ...chosen, from }).filter(([, value]) => value);
  return Object.fromEntries(set) as SearchFilter;
}

/** Where, when and by whom: what a search leaves out. */
export function SearchFilters({ chosen, onChange }: { chosen: Chosen; onChange: (next: Chosen) => void }) {
  const t = useTranslations("search");
  const trpc = useTRPC();
  const id = useId();
  const { all: channels } = useChannels();
  const places = useQuery(trpc.team.places.queryOptions()).data ?? [];
  const people = useQuery(trpc.team.people.queryOptions()).data ?? [];
  const fields = [
    {
      key: "placeId",
      label: t("filters.place"),
      any: t("filters.any"),
      options: places.map((one) => [one.id, one.name]),
    },
    {
      key: "channel",
      label: t("filters.channel"),
      any: t("filters.any"),
      options: channels.map(({ kind, messages }) => [kind, messages.label]),
    },
    {
      key: "personId",
      label: t("filters.person"),
      any: t("filters.anyone"),
      options: people.filter((one) => !one.disabled).map((one) => [one.id, one.name]),
    },
    {
      key: "period",
      label: t("filters.time"),
      any: t("filters.times.any"),
      options: PERIODS.map((period) => [period, t(`filters.times.${period}`)]),
    },
  ];
  return (
    <div className="mt-2 grid grid-cols-2 gap-2 md:grid-cols-4">
      {fields.map(({ key, label, any, options }) => (
        <Field key={key} label={label} htmlFor={id + key}>
          <Select
            id={id + key}
            value={chosen[key as "placeId"] ?? ""}
            onChange={(event) => onChange({ ...chosen, [key]: event.target.value || undefined })}
          >
            <option value="">{any}</option>
            {options.map(([value, name]) => (
              <option key={value} value={value}>
                {name}
              </option>
            ))}
          </Select>
        </Field>
      ))}
      <label htmlFor={`${id}file`} className="flex min-h-(--target) items-center gap-2 text-sm">
        <input
          id={`${id}file`}
          type="checkbox"
          checked={chosen.hasAttachment ?? false}
          onChange={({ target }) => onChange({ ...chosen, hasAttachment: target.checked || undefined })}
        />
        {t("filters.attachment")}
      </label>
      {filterCount(chosen) > 0 && (
        <Button variant="quiet" className="justify-self-start" onClick={() => onChange({})}>
          <X aria-hidden className="size-4" /> {t("filters.clear")}
        </Button>
      )}
    </div>
  );
}
