"use client";
import { useTranslations } from "next-intl";
import { useState } from "react";
import * as z from "zod";
import { Button } from "@/components/ui/button";
import { currentTime } from "@/components/ui/clock";
import { Dialog } from "@/components/ui/dialog";
import { Input } from "@/components/ui/field";
import { Form, FormField, useForm } from "@/components/ui/form";
import { useFormat } from "@/components/ui/use-format";
import type { ConversationRow } from "@/server/contract/conversations";
import { localInput, snoozePresets } from "./snooze-presets";
import { useActions } from "./use-actions";

/** The value of the time input, in the device's time zone. */
const LocalTime = z.strictObject({
  until: z
    .string()
    .min(1)
    .refine((entered) => new Date(entered) > currentTime(), "timeNotFuture"),
});

export function SnoozeDialog({ row, onClose }: { row: ConversationRow; onClose: () => void }) {
  const t = useTranslations("transfers");
  const format = useFormat();
  const actions = useActions();
  const [now] = useState(currentTime);
  const form = useForm(LocalTime, { defaultValues: { until: "" }, mode: "onChange" });
  const snooze = (until: Date) => {
    actions.snooze(row, until.toISOString());
    onClose();
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={t("snoozeTitle", { customer: row.customer.name })}
      description={t("snoozeHint")}
    >
      <div className="flex flex-col gap-1">
        {snoozePresets(now).map((preset) => (
          <Button
            key={preset.key}
            variant="quiet"
            size="md"
            className="w-full justify-between!"
            onClick={() => snooze(preset.until)}
          >
            {t(`snoozePresets.${preset.key}`)}
            <span className="nums font-normal text-muted text-sm">
              {preset.until.toDateString() === now.toDateString() ? t("today") : format.weekday(preset.until)}{" "}
              {format.clockTime(preset.until.getTime())}
            </span>
          </Button>
        ))}
      </div>
      <Form
        form={form}
        onSubmit={({ until }) => snooze(new Date(until))}
        className="mt-3 grid-cols-[1fr_auto] items-end gap-2 border-line border-t pt-4"
      >
        <FormField form={form} name="until" label={t("until")}>
          {(control) => <Input type="datetime-local" min={localInput(now)} {...control} />}
        </FormField>
        <Button type="submit" size="md" variant="primary">
          {t("snooze")}
        </Button>
      </Form>
    </Dialog>
  );
}
