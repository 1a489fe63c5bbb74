"use client";
import { ArrowDown, ArrowUp, Plus, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useFieldArray, useWatch } from "react-hook-form";
import { uuidv7 } from "uuidv7";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/field";
import { FormField, FormIssue } from "@/components/ui/form";
import { IconButton } from "@/components/ui/icon-button";
import type { Disposition } from "@/server/contract/wrap-ups";
import type { SettingForm } from "./schema-form";

const MAX_CHOICES = 12;

/** A list of named choices in the order in which they are shown. A choice that is renamed stays the same choice in reports. */
export function ChoicesEditor({ form }: { form: SettingForm<Disposition[]> }) {
  const t = useTranslations("configuration");
  const { fields, append, remove, swap } = useFieldArray({ control: form.control, name: "value" });
  return (
    <>
      {fields.length === 0 && <p className="text-muted text-sm">{t("choices.none")}</p>}
      <ol className="grid gap-2">
        {fields.map(({ id }, n) => (
          <li key={id}>
            <Choice form={form} n={n} isLast={n === fields.length - 1} onSwap={swap} onRemove={() => remove(n)} />
          </li>
        ))}
      </ol>
      <Button
        className="justify-self-start"
        disabled={fields.length >= MAX_CHOICES}
        onClick={() => append({ key: uuidv7(), label: "" })}
      >
        <Plus aria-hidden className="size-4" />
        {t("choices.add")}
      </Button>
      <FormIssue form={form} name="value" />
    </>
  );
}

function Choice(props: {
  form: SettingForm<Disposition[]>;
  n: number;
  isLast: boolean;
  onSwap: (from: number, to: number) => void;
  onRemove: () => void;
}) {
  const { form, n, isLast, onSwap, onRemove } = props;
  const t = useTranslations("configuration");
  const label = useWatch({ control: form.control, name: `value.${n}.label` }) || t("choices.newChoice");
  return (
    <div className="flex items-start gap-1">
      <div className="min-w-0 flex-1">
        <FormField
          form={form}
          name={`value.${n}.label`}
          label={t("choices.label", { number: String(n + 1) })}
          isLabelHidden
        >
          {(control) => <Input maxLength={60} {...control} />}
        </FormField>
      </div>
      <IconButton
        label={t("choices.up", { choice: label })}
        icon={<ArrowUp className="size-4" />}
        disabled={n === 0}
        onClick={() => onSwap(n, n - 1)}
      />
      <IconButton
        label={t("choices.down", { choice: label })}
        icon={<ArrowDown className="size-4" />}
        disabled={isLast}
        onClick={() => onSwap(n, n + 1)}
      />
      <IconButton
        label={t("choices.remove", { choice: label })}
        icon={<Trash2 className="size-4" />}
        onClick={onRemove}
      />
    </div>
  );
}
