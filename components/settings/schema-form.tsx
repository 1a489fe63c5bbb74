"use client";
import { useTranslations } from "next-intl";
import type { UseFormReturn } from "react-hook-form";
import * as z from "zod";
import { Input, Select, Textarea } from "@/components/ui/field";
import { FormField } from "@/components/ui/form";
import type { SettingView } from "@/server/contract/setting";
import { choiceLabel, fieldLabel } from "./setting-words";

/** The form of a setting: its value under one name, because a value may be a single number. */
export type SettingForm<V> = UseFormReturn<{ value: V }, unknown, { value: unknown }>;
type SimpleValue = Record<string, string | number | boolean>;
type Schema = {
  type?: string;
  properties?: Record<string, Schema>;
  minimum?: number;
  maximum?: number;
  minLength?: number;
  maxLength?: number;
  pattern?: string;
  enum?: [string, ...string[]];
};
const LONG_TEXT = 100;

/** Makes the rules of each field from a setting's JSON Schema. Rules between fields are checked by the server alone. */
export function valueSchema(schema: Schema): z.ZodType {
  const { type, properties } = schema;
  if (properties) {
    const fields = Object.entries(properties).map(([name, field]) => [name, valueSchema(field)]);
    return z.strictObject(Object.fromEntries(fields));
  }
  if (type === "boolean") return z.boolean();
  if (type === "number" || type === "integer") {
    const number = type === "integer" ? z.int() : z.number();
    return number.min(schema.minimum ?? -Number.MAX_VALUE).max(schema.maximum ?? Number.MAX_VALUE);
  }
  if (schema.enum) return z.enum(schema.enum);
  const text = z
    .string()
    .trim()
    .min(schema.minLength ?? 0)
    .max(schema.maxLength ?? Number.MAX_SAFE_INTEGER);
  return schema.pattern ? text.regex(new RegExp(schema.pattern), "notATime") : text;
}

/** A form generated from a setting's schema: one control, or one per property. A new setting needs no form. */
export function SchemaForm({ setting, form }: { setting: SettingView; form: SettingForm<SimpleValue> }) {
  const { properties } = setting.schema as Schema;
  if (!properties) return <Control setting={setting} form={form} property={null} schema={setting.schema} />;
  return Object.entries(properties).map(([property, schema]) => (
    <Control key={property} setting={setting} form={form} property={property} schema={schema} />
  ));
}

type ControlProps = {
  setting: SettingView;
  form: SettingForm<SimpleValue>;
  /** Null: the value itself. */
  property: string | null;
  schema: Schema;
};

function Control({ setting, form, property, schema }: ControlProps) {
  const t = useTranslations("configuration");
  const name = property === null ? "value" : (`value.${property}` as const);
  const label = fieldLabel(t, setting, property);
  const { type, maxLength = 0 } = schema;
  if (type === "boolean")
    return (
      <label className="flex min-h-(--target-primary) items-center gap-2.5 font-medium text-sm">
        <input type="checkbox" className="size-4.5 accent-accent" {...form.register(name)} />
        {label}
      </label>
    );
  if (type === "number" || type === "integer")
    return (
      <FormField form={form} name={name} label={label} options={{ setValueAs: numberIn }}>
        {(control) => (
          <Input
            {...control}
            type="number"
            inputMode={type === "integer" ? "numeric" : "decimal"}
            step={type === "integer" ? 1 : "any"}
          />
        )}
      </FormField>
    );
  if (schema.enum)
    return (
      <FormField form={form} name={name} label={label}>
        {(control) => (
          <Select {...control}>
            {schema.enum?.map((choice) => (
              <option key={choice} value={choice}>
                {choiceLabel(t, setting, choice)}
              </option>
            ))}
          </Select>
        )}
      </FormField>
    );
  return (
    <FormField form={form} name={name} label={label}>
      {(control) =>
        maxLength > LONG_TEXT ? (
          <Textarea {...control} rows={4} maxLength={maxLength} />
        ) : (
          // A text with a pattern is a time.
          <Input {...control} type={schema.pattern ? "time" : "text"} maxLength={maxLength || undefined} />
        )
      }
    </FormField>
  );
}

const numberIn = (entered: string | number): number | undefined => (entered === "" ? undefined : Number(entered));
