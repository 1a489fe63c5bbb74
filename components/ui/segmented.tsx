"use client";
import { clsx } from "clsx";
import { ToggleGroup } from "radix-ui";
import type { ReactNode } from "react";

export function Segmented<T extends string>(props: {
  value: T;
  onChange: (value: T) => void;
  label: string;
  options: { value: T; label: ReactNode; keys?: string }[];
  className?: string;
}) {
  return (
    <ToggleGroup.Root
      type="single"
      value={props.value}
      aria-label={props.label}
      onValueChange={(next) => next && props.onChange(next as T)}
      className={clsx("inline-flex rounded-md bg-hover p-0.5 dark:bg-sunken", props.className)}
    >
      {props.options.map((option) => (
        <ToggleGroup.Item
          key={option.value}
          value={option.value}
          aria-keyshortcuts={option.keys}
          className="min-h-7 rounded-[6px] px-3 font-medium text-muted text-sm hover:text-ink data-[state=on]:bg-raised data-[state=on]:text-ink data-[state=on]:shadow-raised dark:data-[state=on]:bg-line coarse:min-h-10"
        >
          {option.label}
        </ToggleGroup.Item>
      ))}
    </ToggleGroup.Root>
  );
}
