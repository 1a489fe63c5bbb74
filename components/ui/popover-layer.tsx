"use client";
import { Popover as Radix } from "radix-ui";
import type { ReactNode, RefObject } from "react";
import { ExistingTrigger } from "./existing-trigger";

/** The panel of a button that is already on the page. */
export function PopoverLayer(props: {
  button: RefObject<HTMLElement | null>;
  isOpen: boolean;
  onOpenChange: (isOpen: boolean) => void;
  label: string;
  children: ReactNode;
}) {
  return (
    <Radix.Root open={props.isOpen} onOpenChange={props.onOpenChange}>
      <Radix.Trigger asChild>
        <ExistingTrigger element={props.button} />
      </Radix.Trigger>
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
