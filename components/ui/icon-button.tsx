"use client";
import { clsx } from "clsx";
import type { ComponentProps, ReactNode } from "react";

export type IconButtonProps = Omit<ComponentProps<"button">, "children"> & {
  label: string;
  keys?: string;
  icon: ReactNode;
  tone?: "plain" | "accent";
  side?: "top" | "right" | "bottom" | "left";
};

/** A button with an icon only. Its label is its tooltip (`tooltips.tsx`). */
export function IconButton({ label, keys, icon, tone = "plain", side, className, ...props }: IconButtonProps) {
  return (
    <button
      type="button"
      aria-label={label}
      aria-keyshortcuts={keys}
      data-tooltip={label}
      data-tooltip-keys={keys}
      data-tooltip-side={side}
      className={clsx(
        "inline-flex size-(--target) shrink-0 items-center justify-center rounded-md transition-colors disabled:opacity-40",
        tone === "accent"
          ? "bg-accent text-on-accent hover:bg-accent-strong"
          : "text-muted hover:bg-hover hover:text-ink data-[state=open]:bg-hover data-[state=open]:text-ink",
        className,
      )}
      {...props}
    >
      {icon}
    </button>
  );
}
