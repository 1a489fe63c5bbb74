import { clsx } from "clsx";
import { ChevronDown } from "lucide-react";
import type { ComponentProps, ReactNode } from "react";

const BOX =
  "w-full rounded-md border border-line-strong/60 bg-raised px-3 text-base text-ink transition-colors hover:border-line-strong focus-visible:outline-offset-0 disabled:opacity-50";

export function Input({ className, ...props }: ComponentProps<"input">) {
  return <input className={clsx(BOX, "min-h-(--target-primary)", className)} {...props} />;
}

/** A text area as tall as its text, at least `rows` lines. */
export function Textarea({ className, rows = 2, style, ...props }: ComponentProps<"textarea">) {
  return (
    <textarea
      rows={rows}
      style={{ ...style, minHeight: `calc(${rows} * 1lh + 1.125rem)` }}
      className={clsx(BOX, "thin-scroll field-sizing-content max-h-48 resize-none py-2", className)}
      {...props}
    />
  );
}

/** The platform's own select, which works best on tablets. */
export function Select({ className, children, ...props }: ComponentProps<"select">) {
  return (
    <span className={clsx("relative inline-flex min-w-0", className)}>
      <select className={clsx(BOX, "min-h-(--target-primary) appearance-none truncate pe-8")} {...props}>
        {children}
      </select>
      <ChevronDown
        aria-hidden
        className="pointer-events-none absolute end-2.5 top-1/2 size-4 -translate-y-1/2 text-muted"
      />
    </span>
  );
}

/** A label over its control, with a hint or an error below. */
export function Field(props: {
  label: ReactNode;
  /** The label is only for screen readers, because the control's purpose is visible otherwise. */
  isLabelHidden?: boolean | undefined;
  htmlFor: string;
  hint?: ReactNode;
  error?: string | null;
  children: ReactNode;
}) {
  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor={props.htmlFor} className={clsx("font-medium text-sm", props.isLabelHidden && "sr-only")}>
        {props.label}
      </label>
      {props.children}
      {props.hint && (
        <p id={`${props.htmlFor}hint`} className="text-muted text-xs">
          {props.hint}
        </p>
      )}
      {props.error && (
        <p id={`${props.htmlFor}error`} role="alert" className="text-danger text-xs">
          {props.error}
        </p>
      )}
    </div>
  );
}
