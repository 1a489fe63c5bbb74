"use client";
import { useTranslations } from "next-intl";
import { useId, useMemo } from "react";
import { Field, Select } from "@/components/ui/field";
import { timeZones } from "@/components/ui/format";
import { type EditorProps, issueAt } from "./schema-form";
import { labelOf } from "./setting-words";

/** Every zone this browser knows; a stored one that it does not know stays selectable. */
export function TimeZoneEditor({ setting, value, onChange, issues }: EditorProps) {
  const t = useTranslations("configuration");
  const id = useId();
  const zones = useMemo(() => {
    const known = ["UTC", ...timeZones().filter((zone) => zone !== "UTC")];
    return known.includes(String(value)) ? known : [String(value), ...known];
  }, [value]);
  return (
    <Field label={labelOf(t, setting)} htmlFor={id} error={issueAt(issues, "")}>
      <Select id={id} value={String(value)} onChange={(event) => onChange(event.target.value)}>
        {zones.map((zone) => (
          <option key={zone} value={zone}>
            {zone.replaceAll("_", " ")}
          </option>
        ))}
      </Select>
    </Field>
  );
}
