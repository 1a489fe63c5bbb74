"use client";
import { Plus, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useId } from "react";
import { Button } from "@/components/ui/button";
import { currentTime } from "@/components/ui/clock";
import { Field, Input } from "@/components/ui/field";
import { IconButton } from "@/components/ui/icon-button";
import type { Holiday } from "@/server/contract/hours";
import { below, PeriodsEditor } from "./hours-editor";
import type { EditorProps, Issues } from "./schema-form";
import { issueAt } from "./schema-form";

/** A list of days with hours of their own: holidays, or closures of one place. */
export function ClosuresEditor({ value, onChange, issues }: EditorProps) {
  const t = useTranslations("configuration");
  const list = value as Holiday[];
  const today = currentTime().toISOString().slice(0, 10);
  return (
    <>
      {list.length === 0 && <p className="text-muted text-sm">{t("closures.none")}</p>}
      <ul className="grid gap-3">
        {list.map((one, n) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a day has no identity but its position while it is edited
          <li key={n} className="rounded-md border border-line p-3">
            <Day
              day={one}
              issues={below(issues, [String(n)]).map((issue) => ({ ...issue, path: issue.path.slice(1) }))}
              onChange={(day) => onChange(list.map((other, i) => (i === n ? day : other)))}
              onRemove={() => onChange(list.filter((_, i) => i !== n))}
            />
          </li>
        ))}
      </ul>
      <Button
        className="justify-self-start"
        onClick={() => onChange([...list, { date: today, label: "", everyYear: false, periods: [] }])}
      >
        <Plus aria-hidden className="size-4" />
        {t("closures.add")}
      </Button>
    </>
  );
}

function Day(props: { day: Holiday; issues: Issues; onChange: (day: Holiday) => void; onRemove: () => void }) {
  const t = useTranslations("configuration");
  const id = useId();
  const { day, issues, onChange } = props;
  const name = day.label || day.date || t("closures.newDay");
  const { until: _, ...withoutUntil } = day;
  return (
    <div className="grid gap-3">
      <div className="flex items-end gap-2">
        <div className="min-w-0 flex-1">
          <Field label={t("closures.label")} htmlFor={`${id}l`} error={issueAt(issues, "label")}>
            <Input
              id={`${id}l`}
              maxLength={80}
              value={day.label}
              onChange={(event) => onChange({ ...day, label: event.target.value })}
            />
          </Field>
        </div>
        <IconButton
          label={t("closures.remove", { day: name })}
          icon={<Trash2 className="size-4" />}
          onClick={props.onRemove}
        />
      </div>
      <div className="grid gap-3 expanded:grid-cols-2">
        <Field label={t("closures.date")} htmlFor={`${id}d`} error={issueAt(issues, "date") ?? issueAt(issues, "")}>
          <Input
            id={`${id}d`}
            type="date"
            value={day.date}
            onChange={(event) => onChange({ ...day, date: event.target.value })}
          />
        </Field>
        <Field label={t("closures.until")} htmlFor={`${id}u`} error={issueAt(issues, "until")}>
          <Input
            id={`${id}u`}
            type="date"
            min={day.date}
            value={day.until ?? ""}
            onChange={(event) =>
              onChange(event.target.value ? { ...day, until: event.target.value } : (withoutUntil as Holiday))
            }
          />
        </Field>
      </div>
      <label className="flex min-h-(--target) items-center gap-2.5 text-sm">
        <input
          type="checkbox"
          className="size-4.5 accent-accent"
          checked={day.everyYear}
          onChange={(event) => onChange({ ...day, everyYear: event.target.checked })}
        />
        {t("closures.everyYear")}
      </label>
      <fieldset className="grid gap-1.5">
        <legend className="mb-1.5 font-medium text-sm">{t("closures.openPeriods")}</legend>
        <PeriodsEditor
          name={name}
          periods={day.periods}
          onChange={(periods) => onChange({ ...day, periods })}
          issues={below(issues, ["periods"])}
        />
      </fieldset>
    </div>
  );
}
