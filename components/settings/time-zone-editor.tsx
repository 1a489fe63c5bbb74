"use client";
import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { Select } from "@/components/ui/field";
import { FormField } from "@/components/ui/form";
import { timeZones } from "@/components/ui/format";
import type { SettingView } from "@/server/contract/setting";
import type { SettingForm } from "./schema-form";
import { labelOf } from "./setting-words";

/** Every zone this browser knows; a stored one that it does not know stays selectable. */
export function TimeZoneEditor({ setting, form }: { setting: SettingView; form: SettingForm<string> }) {
  const t = useTranslations("configuration");
  const stored = form.formState.defaultValues?.value;
  const zones = useMemo(() => [...new Set([...(stored ? [stored] : []), "UTC", ...timeZones()])], [stored]);
  return (
    <FormField form={form} name="value" label={labelOf(t, setting)}>
      {(control) => (
        <Select {...control}>
          {zones.map((zone) => (
            <option key={zone} value={zone}>
              {zone.replaceAll("_", " ")}
            </option>
          ))}
        </Select>
      )}
    </FormField>
  );
}
