"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useTRPC } from "@/components/client/trpc";
import { Select } from "@/components/ui/field";
import { FormField } from "@/components/ui/form";
import type { Id } from "@/server/contract/ids";
import type { SettingView } from "@/server/contract/setting";
import type { SettingForm } from "./schema-form";
import { labelOf, placeSummary } from "./setting-words";
import { usePlaceNames } from "./use-place-names";

/** One store or team, or none. A saved place that has stopped taking work stays in the list, marked as such. */
export function PlaceEditor({ setting, form }: { setting: SettingView; form: SettingForm<Id | null> }) {
  const t = useTranslations("configuration");
  const { data: places } = useQuery(useTRPC().team.places.queryOptions());
  const names = usePlaceNames();
  const saved = (setting.own ?? setting.inherited).value as Id | null;
  return (
    <FormField form={form} name="value" label={labelOf(t, setting)} options={{ setValueAs: (id) => id || null }}>
      {(control) => (
        // Drawn anew once its options are known, for a choice that is not among them is not selected.
        <Select key={places ? "known" : "unknown"} {...control}>
          <option value="">{t("noPlace")}</option>
          {saved !== null && names.isFormer(saved) && <option value={saved}>{placeSummary(t, names, saved)}</option>}
          {places?.map((place) => (
            <option key={place.id} value={place.id}>
              {place.name}
            </option>
          ))}
        </Select>
      )}
    </FormField>
  );
}
