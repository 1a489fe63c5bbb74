"use client";
import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { Button } from "@/components/ui/button";
import { currentTime } from "@/components/ui/clock";
import { Dialog } from "@/components/ui/dialog";
import { Field, Input } from "@/components/ui/field";
import { useFormat } from "@/components/ui/use-format";
import type { ConversationRow } from "@/server/contract/conversations";
import { localInput, snoozePresets } from "./snooze-presets";
import { useActions } from "./use-actions";

export function SnoozeDialog({ row, onClose }: { row: ConversationRow; onClose: () => void }) {
  const t = useTranslations("transfers");
  const format = useFormat();
  const actions = useActions();
  const id = useId();
  const [now] = useState(currentTime);
  const [custom, setCustom] = useState("");
  const customDate = custom ? new Date(custom) : null;
  const error = customDate && customDate <= currentTime() ? t("inFuture") : null;
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
      <form
        className="mt-3 flex items-end gap-2 border-line border-t pt-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (customDate && !error) snooze(customDate);
        }}
      >
        <div className="flex-1">
          <Field label={t("until")} htmlFor={id} error={error}>
            <Input
              id={id}
              type="datetime-local"
              min={localInput(now)}
              value={custom}
              onChange={(event) => setCustom(event.target.value)}
            />
          </Field>
        </div>
        <Button type="submit" size="md" variant="primary" disabled={!customDate || Boolean(error)}>
          {t("snooze")}
        </Button>
      </form>
    </Dialog>
  );
}
