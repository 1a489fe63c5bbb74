"use client";
import { Plus, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/field";
import { IconButton } from "@/components/ui/icon-button";
import { Segmented } from "@/components/ui/segmented";
import { type OpeningHours, type Period, WEEKDAYS, type Weekday } from "@/server/contract/hours";
import type { EditorProps, Issues } from "./schema-form";

const DAYTIME: Period = { from: "09:00", to: "18:00" };
const MIDNIGHT = "24:00";

const emptyWeek = (): Record<Weekday, Period[]> => {
  const isWeekend = (day: Weekday) => day === "saturday" || day === "sunday";
  return Object.fromEntries(WEEKDAYS.map((day) => [day, isWeekend(day) ? [] : [DAYTIME]])) as Record<Weekday, Period[]>;
};

/** Around the clock, or a week of days with any number of periods. */
export function HoursEditor({ value, onChange, issues }: EditorProps) {
  const t = useTranslations("configuration");
  const hours = value as OpeningHours;
  const change = (days: Record<Weekday, Period[]>) => onChange({ kind: "weekly", days });
  return (
    <>
      <Segmented
        label={t("hours.kind")}
        value={hours.kind}
        onChange={(kind) => onChange(kind === "always" ? { kind } : { kind, days: emptyWeek() })}
        options={[
          { value: "always", label: t("hours.always") },
          { value: "weekly", label: t("hours.weekly") },
        ]}
      />
      {hours.kind === "weekly" && (
        <>
          <ul className="divide-y divide-line">
            {WEEKDAYS.map((day) => (
              <li key={day} className="grid gap-1.5 py-2.5 expanded:grid-cols-[7rem_1fr] expanded:items-start">
                <span className="font-medium text-sm expanded:pt-2.5">{t(`hours.days.${day}`)}</span>
                <PeriodsEditor
                  name={t(`hours.days.${day}`)}
                  periods={hours.days[day]}
                  onChange={(periods) => change({ ...hours.days, [day]: periods })}
                  issues={below(issues, ["days", day])}
                />
              </li>
            ))}
          </ul>
          <Button
            className="justify-self-start"
            onClick={() => {
              const { monday, saturday, sunday } = hours.days;
              change({
                monday,
                tuesday: monday,
                wednesday: monday,
                thursday: monday,
                friday: monday,
                saturday,
                sunday,
              });
            }}
          >
            {t("hours.copy")}
          </Button>
          <p className="text-muted text-xs">{t("hours.midnight")}</p>
        </>
      )}
    </>
  );
}

/** The issues below a path. */
export const below = (issues: Issues, path: string[]): Issues =>
  issues.filter((issue) => path.every((part, at) => issue.path[at] === part));

/** The periods of one day; none means closed. */
export function PeriodsEditor(props: {
  name: string;
  periods: readonly Period[];
  onChange: (periods: Period[]) => void;
  issues: Issues;
}) {
  const t = useTranslations("configuration");
  const { name, periods, onChange } = props;
  const at = (n: number, part: Partial<Period>) =>
    onChange(periods.map((period, i) => (i === n ? { ...period, ...part } : period)));
  return (
    <div className="grid gap-1.5">
      {periods.map((period, n) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: periods have no identity but their position
        <div key={n} className="flex items-center gap-2">
          <Input
            type="time"
            className="w-32"
            aria-label={t("hours.periodFrom", { day: name, number: String(n + 1) })}
            value={period.from}
            onChange={(event) => at(n, { from: event.target.value })}
          />
          <span aria-hidden>–</span>
          <Input
            type="time"
            className="w-32"
            aria-label={t("hours.periodTo", { day: name, number: String(n + 1) })}
            value={period.to === MIDNIGHT ? "00:00" : period.to}
            onChange={(event) => at(n, { to: event.target.value === "00:00" ? MIDNIGHT : event.target.value })}
          />
          <IconButton
            label={t("hours.remove", { day: name, number: String(n + 1) })}
            icon={<X className="size-4" />}
            onClick={() => onChange(periods.filter((_, i) => i !== n))}
          />
        </div>
      ))}
      <div className="flex items-center gap-2">
        {periods.length === 0 && <span className="text-muted text-sm">{t("hours.closed")}</span>}
        <Button
          variant="quiet"
          aria-label={t("hours.addTo", { day: name })}
          onClick={() => onChange([...periods, nextPeriod(periods.at(-1))])}
        >
          <Plus aria-hidden className="size-4" />
          {t("hours.add")}
        </Button>
      </div>
      {props.issues[0] && (
        <p role="alert" className="text-danger text-xs">
          {props.issues[0].message}
        </p>
      )}
    </div>
  );
}

/** After the day's last period, because people usually add an afternoon. */
const nextPeriod = (last: Period | undefined): Period => {
  if (!last) return DAYTIME;
  const hour = Math.min(23, Number(last.to.slice(0, 2)) + 1);
  return {
    from: `${String(hour).padStart(2, "0")}:00`,
    to: hour >= 22 ? MIDNIGHT : `${String(hour + 2).padStart(2, "0")}:00`,
  };
};
