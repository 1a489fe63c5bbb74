import { clsx } from "clsx";
import type { ComponentProps, ReactNode } from "react";

export const BAR_BUTTON =
  "inline-flex min-h-12 min-w-12 shrink-0 select-none flex-col items-center justify-center gap-0.5 rounded-lg px-2 font-medium text-2xs text-rail-muted transition-colors hover:bg-rail-active hover:text-rail-ink focus-visible:outline-rail-ink aria-disabled:opacity-50 data-[state=open]:bg-rail-active";

/** A button of the call bar: an icon above its label. While on it is filled, and its label names turning it off. */
export function BarButton({
  icon,
  label,
  isOn,
  className,
  ...props
}: Omit<ComponentProps<"button">, "children"> & { icon: ReactNode; label: string; isOn?: boolean }) {
  return (
    <button type="button" className={clsx(BAR_BUTTON, isOn && "bg-rail-ink! text-rail!", className)} {...props}>
      <span aria-hidden className="[&>svg]:size-5">
        {icon}
      </span>
      {label}
    </button>
  );
}
