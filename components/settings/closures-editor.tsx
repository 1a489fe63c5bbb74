"use client";
import { Plus, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useFieldArray, useWatch } from "react-hook-form";
import { Button } from "@/components/ui/button";
import { currentTime } from "@/components/ui/clock";
import { Input } from "@/components/ui/field";
import { FormField, FormIssue } from "@/components/ui/form";
import { IconButton } from "@/components/ui/icon-button";
import type { HolidayList } from "@/server/contract/hours";
import { PeriodsEditor, periodsAt } from "./periods-editor";
import type { SettingForm } from "./schema-form";

/** Today's date on this device. */
function today(): string {
  const now = currentTime();
  return new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
}

/** A list of days with hours of their own: holidays, or closures of one place. */
export function ClosuresEditor({ form }: { form: SettingForm<HolidayList> }) {
  const t = useTranslations("configuration");
  const { fields, append, remove } = useFieldArray({ control: form.control, name: "value" });
  return (
    <>
      {fields.length === 0 && <p className="text-muted text-sm">{t("closures.none")}</p>}
      <ul className="grid gap-3">
        {fields.map(({ id }, n) => (
          <li key={id} className="rounded-md border border-line p-3">
            <Day form={form} n={n} onRemove={() => remove(n)} />
          </li>
        ))}
      </ul>
      <Button
        className="justify-self-start"
        onClick={() => append({ date: today(), label: "", everyYear: false, periods: [] })}
      >
        <Plus aria-hidden className="size-4" />
        {t("closures.add")}
      </Button>
      <FormIssue form={form} name="value" />
    </>
  );
}

function Day({ form, n, onRemove }: { form: SettingForm<HolidayList>; n: number; onRemove: () => void }) {
  const t = useTranslations("configuration");
  const [label, date] = useWatch({ control: form.control, name: [`value.${n}.label`, `value.${n}.date`] });
  const name = label || date || t("closures.newDay");
  return (
    <div className="grid gap-3">
      <div className="flex items-start gap-2">
        <div className="min-w-0 flex-1">
          <FormField form={form} name={`value.${n}.label`} label={t("closures.label")}>
            {(control) => <Input maxLength={80} {...control} />}
          </FormField>
        </div>
        <IconButton
          className="mt-6.5"
          label={t("closures.remove", { day: name })}
          icon={<Trash2 className="size-4" />}
          onClick={onRemove}
        />
      </div>
      <div className="grid gap-3 expanded:grid-cols-2">
        <FormField
          form={form}
          name={`value.${n}.date`}
          label={t("closures.date")}
          options={{ deps: `value.${n}.until` }}
        >
          {(control) => <Input type="date" {...control} />}
        </FormField>
        <FormField
          form={form}
          name={`value.${n}.until`}
          label={t("closures.until")}
          options={{ setValueAs: (entered) => entered || undefined }}
        >
          {(control) => <Input type="date" min={date} {...control} />}
        </FormField>
      </div>
      <label className="flex min-h-(--target) items-center gap-2.5 text-sm">
        <input type="checkbox" className="size-4.5 accent-accent" {...form.register(`value.${n}.everyYear`)} />
        {t("closures.everyYear")}
      </label>
      <fieldset className="grid min-w-0 gap-1.5">
        <legend className="mb-1.5 font-medium text-sm">{t("closures.openPeriods")}</legend>
        <PeriodsEditor at={periodsAt(form, `value.${n}.periods`)} day={name} />
      </fieldset>
    </div>
  );
}
