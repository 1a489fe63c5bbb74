"use client";
import { zodResolver } from "@hookform/resolvers/zod";
import { clsx } from "clsx";
import { useTranslations } from "next-intl";
import { type ComponentProps, type ReactNode, useId } from "react";
import {
  type FieldPath,
  type FieldValues,
  type RegisterOptions,
  type UseFormProps,
  type UseFormRegisterReturn,
  type UseFormReturn,
  useFormState,
  useForm as useHookForm,
} from "react-hook-form";
import type * as z from "zod";
import { Button } from "./button";
import { Field } from "./field";
import type { Translate } from "./translate";

/** The error when the server does not accept a form: of one field, or of the whole form without `field`. */
export type Failure<Name extends string = string> = { message: string; field?: Name | undefined };

/** The text of a validation issue in the reader's language. A reason named by the schema takes precedence. */
function issueText(issue: z.core.$ZodRawIssue, t: Translate<"ui">): string {
  if (issue.input === "" || issue.input === undefined) return t("form.required");
  if (issue.code === "too_small")
    return issue.origin === "string"
      ? t("form.tooShort", { count: Number(issue.minimum) })
      : t("form.tooSmall", { minimum: Number(issue.minimum) });
  if (issue.code === "too_big")
    return issue.origin === "string"
      ? t("form.tooLong", { count: Number(issue.maximum) })
      : t("form.tooLarge", { maximum: Number(issue.maximum) });
  if (issue.code === "invalid_type" && issue.expected === "int") return t("form.notWhole");
  return t(issue.code === "invalid_format" && issue.format === "email" ? "form.notAnEmail" : "form.notUsable");
}

/** The state of a form that is validated against a schema on submit, and afterwards on every change. */
export function useForm<V extends FieldValues, Out extends FieldValues>(
  schema: z.ZodType<Out, V>,
  options: Omit<UseFormProps<V, unknown, Out>, "resolver"> = {},
): UseFormReturn<V, unknown, Out> {
  const t = useTranslations("ui");
  return useHookForm({ ...options, resolver: zodResolver(schema, { error: (issue) => issueText(issue, t) }) });
}

/**
 * Submits valid values; otherwise focuses the first invalid field. When submitting fails, entered values stay, with the error
 * beside its field or below all fields.
 */
export function Form<V extends FieldValues, Out extends FieldValues>({
  form,
  onSubmit,
  failure,
  buttons,
  className,
  children,
  ...props
}: Omit<ComponentProps<"form">, "onSubmit"> & {
  form: UseFormReturn<V, unknown, Out>;
  onSubmit: (values: Out) => unknown;
  /** Omitted when `onSubmit` handles its own failures. */
  failure?: (error: unknown) => Failure<FieldPath<V>>;
  buttons?: ReactNode;
}) {
  const send = form.handleSubmit(async (values) => {
    try {
      await onSubmit(values);
    } catch (error) {
      if (!failure) throw error;
      const { message, field } = failure(error);
      form.setError(field ?? "root", { type: "server", message }, { shouldFocus: true });
    }
  });
  const { errors } = useFormState({ control: form.control, name: "root" as FieldPath<V> });
  return (
    <form noValidate className={clsx("grid gap-4", className)} onSubmit={(event) => void send(event)} {...props}>
      {children}
      {errors.root?.message && (
        <p role="alert" className="text-danger text-sm">
          {errors.root.message}
        </p>
      )}
      {buttons && <div className="flex justify-end gap-2">{buttons}</div>}
    </form>
  );
}

type Control<Name extends string> = UseFormRegisterReturn<Name> & {
  id: string;
  "aria-invalid": boolean;
  "aria-describedby": string | undefined;
};

/** The error of a field in the reader's language; for a list, that of the list as a whole. */
function useIssue<V extends FieldValues, Out extends FieldValues, Name extends FieldPath<V>>(
  form: UseFormReturn<V, unknown, Out>,
  name: Name,
): string | null {
  const reasons = useTranslations("errors");
  const { error } = form.getFieldState(name, useFormState({ control: form.control, name }));
  const text = error?.root?.message ?? error?.message;
  return (text && reasons.has(text as never) ? reasons(text as never) : text) || null;
}

/** The error of a list as a whole, not those of its fields. */
export function FormIssue<V extends FieldValues, Out extends FieldValues, Name extends FieldPath<V>>(props: {
  form: UseFormReturn<V, unknown, Out>;
  name: Name;
}) {
  const issue = useIssue(props.form, props.name);
  return issue ? (
    <p role="alert" className="text-danger text-xs">
      {issue}
    </p>
  ) : null;
}

/** A labeled control bound to a field of a form, with its error. */
export function FormField<V extends FieldValues, Out extends FieldValues, Name extends FieldPath<V>>(props: {
  form: UseFormReturn<V, unknown, Out>;
  name: Name;
  label: ReactNode;
  isLabelHidden?: boolean;
  hint?: ReactNode;
  options?: RegisterOptions<V, Name>;
  children: (control: Control<Name>) => ReactNode;
}) {
  const { form, name, label, hint } = props;
  const id = useId();
  const error = useIssue(form, name);
  return (
    <Field label={label} isLabelHidden={props.isLabelHidden} htmlFor={id} hint={hint} error={error}>
      {props.children({
        id,
        "aria-invalid": Boolean(error),
        "aria-describedby": clsx(hint && `${id}hint`, error && `${id}error`) || undefined,
        ...form.register(name, props.options),
      })}
    </Field>
  );
}

/** The Cancel and submit buttons. `formId` names the form when the buttons are outside it. */
export function FormButtons<V extends FieldValues, Out extends FieldValues>(props: {
  form: UseFormReturn<V, unknown, Out>;
  formId?: string;
  label: ReactNode;
  /** It cannot be sent until something else is decided. */
  isBlocked?: boolean;
  variant?: "primary" | "danger";
  onCancel: () => void;
  /** What the first button says, when it does not cancel. */
  cancel?: string;
}) {
  const t = useTranslations("ui");
  const { isSubmitting } = useFormState({ control: props.form.control });
  return (
    <>
      <Button onClick={props.onCancel}>{props.cancel ?? t("form.cancel")}</Button>
      <Button
        variant={props.variant ?? "primary"}
        type="submit"
        form={props.formId}
        disabled={isSubmitting || props.isBlocked}
      >
        {props.label}
      </Button>
    </>
  );
}
