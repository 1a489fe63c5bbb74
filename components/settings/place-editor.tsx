"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useId } from "react";
import { useTRPC } from "@/components/client/trpc";
import { Field, Select } from "@/components/ui/field";
import { type EditorProps, issueAt } from "./schema-form";
import { labelOf } from "./setting-words";

/** One store or team, or none. */
export function PlaceEditor({ setting, value, onChange, issues }: EditorProps) {
  const t = useTranslations("configuration");
  const id = useId();
  const { data: places = [] } = useQuery(useTRPC().team.places.queryOptions());
  return (
    <Field label={labelOf(t, setting)} htmlFor={id} error={issueAt(issues, "")}>
      <Select id={id} value={String(value ?? "")} onChange={(event) => onChange(event.target.value || null)}>
        <option value="">{t("noPlace")}</option>
        {places.map((place) => (
          <option key={place.id} value={place.id}>
            {place.name}
          </option>
        ))}
      </Select>
    </Field>
  );
}
