"use client";
import { useTranslations } from "next-intl";
import { useId } from "react";
import { Field, Input, Textarea } from "@/components/ui/field";
import type { SettingView } from "@/server/contract/setting";
import { fieldLabel } from "./setting-words";

/** The issues of a value, by path. */
export type Issues = { path: string[]; message: string }[];
export type EditorProps = {
  setting: SettingView;
  value: unknown;
  onChange: (value: unknown) => void;
  issues: Issues;
};
type Schema = {
  type?: string;
  properties?: Record<string, Schema>;
  minimum?: number;
  maximum?: number;
  maxLength?: number;
  pattern?: string;
};
const LONG_TEXT = 100;

export const issueAt = (issues: Issues, path: string): string | null =>
  issues.find((issue) => issue.path.join(".") === path)?.message ?? null;

/** A form generated from a setting's schema: one control, or one per property. A new setting needs no form. */
export function SchemaForm({ setting, value, onChange, issues }: EditorProps) {
  const { properties } = setting.schema as Schema;
  if (!properties)
    return <Control setting={setting} name={null} schema={setting.schema} {...{ value, onChange, issues }} />;
  const parts = value as Record<string, unknown>;
  return Object.entries(properties).map(([name, schema]) => (
    <Control
      key={name}
      setting={setting}
      name={name}
      schema={schema}
      value={parts[name]}
      onChange={(part) => onChange({ ...parts, [name]: part })}
      issues={issues}
    />
  ));
}

function Control(props: EditorProps & { name: string | null; schema: Schema }) {
  const t = useTranslations("configuration");
  const id = useId();
  const { setting, name, schema, value, onChange } = props;
  const error = issueAt(props.issues, name ?? "");
  const label = fieldLabel(t, setting, name);
  const common = { id, "aria-invalid": error !== null };
  if (schema.type === "boolean")
    return (
      <label className="flex min-h-(--target-primary) items-center gap-2.5 font-medium text-sm">
        <input
          type="checkbox"
          className="size-4.5 accent-accent"
          checked={value === true}
          onChange={(event) => onChange(event.target.checked)}
        />
        {label}
      </label>
    );
  return (
    <Field label={label} htmlFor={id} error={error}>
      {schema.type === "number" || schema.type === "integer" ? (
        <Input
          {...common}
          type="number"
          inputMode="numeric"
          min={schema.minimum}
          max={schema.maximum}
          step={schema.type === "integer" ? 1 : "any"}
          value={typeof value === "number" ? value : ""}
          onChange={(event) => onChange(event.target.value === "" ? null : event.target.valueAsNumber)}
        />
      ) : schema.maxLength && schema.maxLength > LONG_TEXT ? (
        <Textarea
          {...common}
          rows={4}
          maxLength={schema.maxLength}
          value={String(value ?? "")}
          onChange={(event) => onChange(event.target.value)}
        />
      ) : (
        <Input
          {...common}
          // A text with a pattern is a time.
          type={schema.pattern ? "time" : "text"}
          value={String(value ?? "")}
          onChange={(event) => onChange(event.target.value)}
        />
      )}
    </Field>
  );
}
