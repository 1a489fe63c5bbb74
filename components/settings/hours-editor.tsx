"use client";
import { useTranslations } from "next-intl";
import { useRef } from "react";
import { useWatch } from "react-hook-form";
import { Button } from "@/components/ui/button";
import { Segmented } from "@/components/ui/segmented";
import { type OpeningHours, type Period, WEEKDAYS, type Weekday } from "@/server/contract/hours";
import { DAYTIME, PeriodsEditor, periodsAt } from "./periods-editor";
import type { SettingForm } from "./schema-form";

type Week = Record<Weekday, Period[]>;
const WORKDAYS_AFTER_MONDAY = ["tuesday", "wednesday", "thursday", "friday"] as const;

const usualWeek = (): Week => {
  const isWeekend = (day: Weekday) => day === "saturday" || day === "sunday";
  return Object.fromEntries(WEEKDAYS.map((day) => [day, isWeekend(day) ? [] : [DAYTIME]])) as Week;
};

/** Around the clock, or a week of days with any number of periods. */
export function HoursEditor({ form }: { form: SettingForm<OpeningHours> }) {
  const t = useTranslations("configuration");
  const kind = useWatch({ control: form.control, name: "value.kind" });
  // What was entered is there again after a look at the other choice.
  const entered = useRef<Week | null>(null);
  const choose = (chosen: OpeningHours["kind"]) => {
    const value = form.getValues("value");
    if (value.kind === "weekly") entered.current = structuredClone(value.days);
    form.setValue(
      "value",
      chosen === "always" ? { kind: chosen } : { kind: chosen, days: entered.current ?? usualWeek() },
    );
  };
  const copyMonday = () => {
    const monday = form.getValues("value.days.monday");
    for (const day of WORKDAYS_AFTER_MONDAY) form.setValue(`value.days.${day}`, structuredClone(monday));
  };
  return (
    <>
      <Segmented
        className="justify-self-start"
        label={t("hours.kind")}
        value={kind}
        onChange={choose}
        options={[
          { value: "always", label: t("hours.always") },
          { value: "weekly", label: t("hours.weekly") },
        ]}
      />
      {kind === "weekly" && (
        <>
          <ul className="divide-y divide-line">
            {WEEKDAYS.map((day) => (
              <li key={day} className="grid gap-1.5 py-2.5 expanded:grid-cols-[7rem_1fr] expanded:items-start">
                <span className="font-medium text-sm expanded:pt-2.5">{t(`hours.days.${day}`)}</span>
                <PeriodsEditor at={periodsAt(form, `value.days.${day}`)} day={t(`hours.days.${day}`)} />
              </li>
            ))}
          </ul>
          <Button className="justify-self-start" onClick={copyMonday}>
            {t("hours.copy")}
          </Button>
          <p className="text-muted text-xs">{t("hours.midnight")}</p>
        </>
      )}
    </>
  );
}
