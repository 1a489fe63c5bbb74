"use client";
import { Popover as Radix } from "radix-ui";
import type { ReactNode } from "react";

export function Popover(props: { trigger: ReactNode; label: string; children: ReactNode }) {
  return (
    <Radix.Root>
      <Radix.Trigger asChild>{props.trigger}</Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          aria-label={props.label}
          sideOffset={6}
          collisionPadding={8}
          align="end"
          className="z-50 w-72 animate-enter rounded-lg border border-line bg-raised p-3 shadow-overlay"
        >
          {props.children}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}
