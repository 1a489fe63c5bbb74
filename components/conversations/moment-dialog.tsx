"use client";
import { useTranslations } from "next-intl";
import { type ReactNode, useMemo, useState } from "react";
import * as z from "zod";
import { useZone } from "@/components/client/place-zones";
import { Button } from "@/components/ui/button";
import { currentTime } from "@/components/ui/clock";
import { Dialog } from "@/components/ui/dialog";
import { Input } from "@/components/ui/field";
import { Form, FormField, useForm } from "@/components/ui/form";
import { useFormat } from "@/components/ui/use-format";
import type { ConversationRow } from "@/server/contract/conversations";
import { fromLocalInput, localInput, snoozePresets } from "./snooze-presets";

/** The value of the time input, in the time zone of the place. */
const localTime = (timeZone?: string) =>
  z.strictObject({
    until: z
      .string()
      .min(1)
      .refine((entered) => fromLocalInput(entered, timeZone) > currentTime(), "timeNotFuture"),
  });

type Props = {
  /** The conversation's place, whose clocks are meant. */
  place: ConversationRow["place"];
  title: string;
  description: string;
  /** Of the field for another time. */
  label: string;
  submit: string;
  /** What is wrong with the time that was chosen, or why it cannot be used now. */
  problem?: ReactNode;
  onChoose: (at: Date) => void;
  onClose: () => void;
};

/** Asks for a time to come: a common one, or any other. */
export function MomentDialog({ place, title, description, label, submit, problem, onChoose, onClose }: Props) {
  const t = useTranslations("transfers");
  const format = useFormat();
  const [now] = useState(currentTime);
  const zone = useZone();
  const schema = useMemo(() => localTime(zone), [zone]);
  const form = useForm(schema, { defaultValues: { until: "" }, mode: "onChange" });
  const isElsewhere = localInput(now, zone) !== localInput(now);
  const hint = isElsewhere && t("untilHint", { place: place.name, zone: format.zoneName(now) });
  return (
    <Dialog open onOpenChange={onClose} title={title} description={description}>
      {problem}
      <div className="flex flex-col gap-1">
        {snoozePresets(now, zone).map((preset) => (
          <Button
            key={preset.key}
            variant="quiet"
            size="md"
            className="w-full justify-between!"
            onClick={() => onChoose(preset.until)}
          >
            {t(`snoozePresets.${preset.key}`)}
            <span className="nums font-normal text-muted text-sm">
              {format.dayKey(preset.until) === format.dayKey(now) ? t("today") : format.weekday(preset.until)}{" "}
              {format.clockTime(preset.until.getTime())}
            </span>
          </Button>
        ))}
      </div>
      <Form
        form={form}
        onSubmit={({ until }) => onChoose(fromLocalInput(until, zone))}
        className="mt-3 grid-cols-[minmax(0,1fr)_auto] items-end gap-2 border-line border-t pt-4"
      >
        <FormField form={form} name="until" label={label} hint={hint}>
          {(control) => <Input type="datetime-local" min={localInput(now, zone)} {...control} />}
        </FormField>
        <Button type="submit" size="md" variant="primary">
          {submit}
        </Button>
      </Form>
    </Dialog>
  );
}
