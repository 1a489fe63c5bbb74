"use client";
import { Plus, X } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ComponentProps } from "react";
import { type FieldValues, type UseFormReturn, useController, useFieldArray } from "react-hook-form";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/field";
import { FormField, FormIssue } from "@/components/ui/form";
import { IconButton } from "@/components/ui/icon-button";
import type { Period } from "@/server/contract/hours";

export const DAYTIME: Period = { from: "09:00", to: "18:00" };
const MIDNIGHT = "24:00";

type Fields = { periods: Period[] };
/** Where in a form the periods of a day stand. */
type PeriodsAt = { form: UseFormReturn<Fields, unknown, FieldValues>; name: "periods" };
/** Periods stand at several names of several forms; inside the editor they are all called one. */
export const periodsAt = (form: object, name: string): PeriodsAt => ({ form, name }) as unknown as PeriodsAt;

/** The periods of one day; none means closed. */
export function PeriodsEditor({ at: { form, name }, day }: { at: PeriodsAt; day: string }) {
  const t = useTranslations("configuration");
  const { fields, append, remove } = useFieldArray({ control: form.control, name });
  return (
    <div className="grid gap-1.5">
      {fields.map(({ id }, n) => {
        const named = { day, number: String(n + 1) };
        const [from, to] = [`${name}.${n}.from`, `${name}.${n}.to`] as const;
        return (
          <div
            key={id}
            className="grid grid-cols-[minmax(0,7.5rem)_auto_minmax(0,7.5rem)_auto] items-start justify-start gap-1"
          >
            <FormField
              form={form}
              name={from}
              label={t("hours.periodFrom", named)}
              isLabelHidden
              options={{ deps: name }}
            >
              {(control) => <Input type="time" className="px-2!" {...control} />}
            </FormField>
            <span aria-hidden className="py-2.5">
              –
            </span>
            <FormField form={form} name={to} label={t("hours.periodTo", named)} isLabelHidden options={{ deps: name }}>
              {({ ref: _, onChange: __, onBlur: ___, ...control }) => (
                <EndInput at={{ form, name }} {...control} name={to} />
              )}
            </FormField>
            <IconButton label={t("hours.remove", named)} icon={<X className="size-4" />} onClick={() => remove(n)} />
          </div>
        );
      })}
      <div className="flex items-center gap-2">
        {fields.length === 0 && <span className="text-muted text-sm">{t("hours.closed")}</span>}
        <Button
          variant="quiet"
          aria-label={t("hours.addTo", { day })}
          onClick={() => append(nextPeriod(form.getValues(name).at(-1)))}
        >
          <Plus aria-hidden className="size-4" />
          {t("hours.add")}
        </Button>
      </div>
      <FormIssue form={form} name={name} />
    </div>
  );
}

/** Midnight as an end is 24:00, which a time input cannot show: people enter 00:00. */
function EndInput({ at, name, ...props }: Omit<ComponentProps<"input">, "name"> & { at: PeriodsAt; name: EndName }) {
  const { field } = useController({ control: at.form.control, name });
  return (
    <Input
      type="time"
      className="px-2!"
      {...props}
      {...field}
      value={field.value === MIDNIGHT ? "00:00" : field.value}
      onChange={({ target: { value } }) => field.onChange(value === "00:00" ? MIDNIGHT : value)}
    />
  );
}
type EndName = `periods.${number}.to`;

/** After the day's last period, because people usually add an afternoon. */
function nextPeriod(last: Period | undefined): Period {
  if (!last?.to) return DAYTIME;
  const hour = Math.min(23, Number(last.to.slice(0, 2)) + 1);
  return {
    from: `${String(hour).padStart(2, "0")}:00`,
    to: hour >= 22 ? MIDNIGHT : `${String(hour + 2).padStart(2, "0")}:00`,
  };
}
