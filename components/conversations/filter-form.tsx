"use client";
import { useQuery } from "@tanstack/react-query";
import { X } from "lucide-react";
import { useTranslations } from "next-intl";
import { useId } from "react";
import { useChannels } from "@/components/client/channels";
import { useTRPC } from "@/components/client/trpc";
import { Button } from "@/components/ui/button";
import { Field, Select } from "@/components/ui/field";
import type { Sort } from "@/server/contract/conversations";
import { SORTS_OF_VIEW } from "@/server/contract/views";
import { useInbox } from "./inbox-state";

/** The order of the list, and what it leaves out. */
export function FilterForm() {
  const t = useTranslations("inbox");
  const trpc = useTRPC();
  const inbox = useInbox();
  const id = useId();
  const { all: channels } = useChannels();
  const places = useQuery(trpc.team.places.queryOptions()).data ?? [];
  const people = useQuery(trpc.team.people.queryOptions()).data ?? [];
  const change = (key: "place" | "channel" | "assignee") => (event: React.ChangeEvent<HTMLSelectElement>) =>
    inbox.setFilter({ [key]: event.target.value || null });
  const sorts = SORTS_OF_VIEW[inbox.view];
  return (
    <div className="flex flex-col gap-3">
      {sorts.length > 1 && (
        <Field label={t("sort.label")} htmlFor={`${id}s`}>
          <Select id={`${id}s`} value={inbox.sort} onChange={(event) => inbox.setSort(event.target.value as Sort)}>
            {sorts.map((sort) => (
              <option key={sort} value={sort}>
                {t(`sort.${sort}`)}
              </option>
            ))}
          </Select>
        </Field>
      )}
      <Field label={t("filterPlace")} htmlFor={`${id}p`}>
        <Select id={`${id}p`} value={inbox.filter.placeId ?? ""} onChange={change("place")}>
          <option value="">{t("any")}</option>
          {places.map((place) => (
            <option key={place.id} value={place.id}>
              {place.name}
            </option>
          ))}
        </Select>
      </Field>
      <Field label={t("filterChannel")} htmlFor={`${id}c`}>
        <Select id={`${id}c`} value={inbox.filter.channel ?? ""} onChange={change("channel")}>
          <option value="">{t("any")}</option>
          {channels.map(({ kind, messages }) => (
            <option key={kind} value={kind}>
              {messages.label}
            </option>
          ))}
        </Select>
      </Field>
      <Field label={t("filterAssignee")} htmlFor={`${id}a`}>
        <Select id={`${id}a`} value={inbox.filter.assigneeId ?? ""} onChange={change("assignee")}>
          <option value="">{t("anyone")}</option>
          <option value="none">{t("noOne")}</option>
          {people
            .filter((person) => !person.disabled)
            .map((person) => (
              <option key={person.id} value={person.id}>
                {person.name}
              </option>
            ))}
        </Select>
      </Field>
      {inbox.filterCount > 0 && (
        <Button variant="quiet" onClick={inbox.clearFilters}>
          <X aria-hidden className="size-4" /> {t("clearFilters")}
        </Button>
      )}
    </div>
  );
}
