"use client";
import { useId, useState } from "react";
import { Button } from "@/components/ui/button";
import { currentTime } from "@/components/ui/clock";
import { Dialog } from "@/components/ui/dialog";
import { Field, Input } from "@/components/ui/field";
import { clockTime, weekday } from "@/components/ui/format";

import type { ConversationRow } from "@/server/contract/conversations";
import { localInput, snoozePresets } from "./snooze-presets";
import { useActions } from "./use-actions";

export function SnoozeDialog({ row, onClose }: { row: ConversationRow; onClose: () => void }) {
  const actions = useActions();
  const id = useId();
  const [now] = useState(currentTime);
  const [custom, setCustom] = useState("");
  const customDate = custom ? new Date(custom) : null;
  const error = customDate && customDate <= currentTime() ? "Choose a moment in the future" : null;
  const snooze = (until: Date) => {
    actions.snooze(row, until.toISOString());
    onClose();
  };
  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={`Snooze ${row.customer.name}`}
      description="It leaves the open lists and comes back then, or at once when the customer writes."
    >
      <div className="flex flex-col gap-1">
        {snoozePresets(now).map((preset) => (
          <Button
            key={preset.label}
            variant="quiet"
            size="md"
            className="w-full justify-between!"
            onClick={() => snooze(preset.until)}
          >
            {preset.label}
            <span className="nums font-normal text-muted text-sm">
              {preset.until.toDateString() === now.toDateString() ? "Today" : weekday(preset.until)}{" "}
              {clockTime(preset.until.getTime())}
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
          <Field label="Until" htmlFor={id} error={error}>
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
          Snooze
        </Button>
      </form>
    </Dialog>
  );
}
