import { clsx } from "clsx";
import { ChevronDown } from "lucide-react";
import type { ComponentProps, ReactNode } from "react";

const BOX =
  "w-full rounded-md border border-line-strong/60 bg-raised px-3 text-base text-ink transition-colors hover:border-line-strong focus-visible:outline-offset-0 disabled:opacity-50";

export function Input({ className, ...props }: ComponentProps<"input">) {
  return <input className={clsx(BOX, "min-h-(--target-primary)", className)} {...props} />;
}

export function Textarea({ className, ...props }: ComponentProps<"textarea">) {
  return <textarea className={clsx(BOX, "resize-y py-2", className)} {...props} />;
}

/** The platform's own picker: best on a tablet, and needs no script. */
export function Select({ className, children, quiet, ...props }: ComponentProps<"select"> & { quiet?: boolean }) {
  return (
    <span className={clsx("relative inline-flex min-w-0", className)}>
      <select
        className={clsx(
          "min-h-(--target) w-full appearance-none truncate rounded-md border bg-raised ps-2.5 pe-7 text-ink text-sm hover:bg-hover disabled:opacity-50",
          quiet ? "border-transparent bg-transparent" : "border-line",
        )}
        {...props}
      >
        {children}
      </select>
      <ChevronDown
        aria-hidden
        className="pointer-events-none absolute end-2 top-1/2 size-3.5 -translate-y-1/2 text-muted"
      />
    </span>
  );
}

/** A label over its control, with a hint or an error below. */
export function Field(props: {
  label: ReactNode;
  htmlFor: string;
  hint?: ReactNode;
  error?: string | null;
  children: ReactNode;
}) {
  return (
    <div className="flex flex-col gap-1.5">
      <label htmlFor={props.htmlFor} className="font-medium text-sm">
        {props.label}
      </label>
      {props.children}
      {props.hint && <p className="text-muted text-xs">{props.hint}</p>}
      {props.error && (
        <p role="alert" className="text-danger text-xs">
          {props.error}
        </p>
      )}
    </div>
  );
}
