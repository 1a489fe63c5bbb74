"use client";
import { clsx } from "clsx";
import type { ComponentProps, ReactNode } from "react";
import { Tooltip } from "./tooltip";

export type IconButtonProps = Omit<ComponentProps<"button">, "children"> & {
  label: string;
  keys?: string;
  icon: ReactNode;
  tone?: "plain" | "accent";
  side?: "top" | "right" | "bottom" | "left";
};

export function IconButton({ label, keys, icon, tone = "plain", side, className, ...props }: IconButtonProps) {
  return (
    <Tooltip label={label} keys={keys} side={side}>
      <button
        type="button"
        aria-label={label}
        aria-keyshortcuts={keys}
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
    </Tooltip>
  );
}
