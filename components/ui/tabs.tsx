"use client";
import { clsx } from "clsx";
import { Tabs as Radix } from "radix-ui";
import type { ReactNode } from "react";

export type TabDef = { value: string; label: ReactNode; content: ReactNode };

export function Tabs(props: {
  value: string;
  onChange: (value: string) => void;
  label: string;
  tabs: TabDef[];
  listClassName?: string;
}) {
  return (
    <Radix.Root value={props.value} onValueChange={props.onChange} className="flex min-h-0 flex-1 flex-col">
      <Radix.List
        aria-label={props.label}
        className={clsx("flex h-14 shrink-0 gap-1 border-line border-b", props.listClassName ?? "px-3")}
      >
        {props.tabs.map((tab) => (
          <Radix.Trigger
            key={tab.value}
            value={tab.value}
            className="focus-inset -mb-px border-transparent border-b-2 px-2.5 font-medium text-muted text-sm hover:text-ink data-[state=active]:border-accent data-[state=active]:text-ink"
          >
            {tab.label}
          </Radix.Trigger>
        ))}
      </Radix.List>
      {props.tabs.map((tab) => (
        <Radix.Content
          key={tab.value}
          value={tab.value}
          className="thin-scroll min-h-0 flex-1 overflow-y-auto focus-visible:outline-none"
        >
          {tab.content}
        </Radix.Content>
      ))}
    </Radix.Root>
  );
}
