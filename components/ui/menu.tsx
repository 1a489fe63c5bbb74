"use client";
import { clsx } from "clsx";
import { Check } from "lucide-react";
import { DropdownMenu as Radix } from "radix-ui";
import type { ComponentProps, ReactNode } from "react";
import { Kbd } from "./kbd";

export const Menu = Radix.Root;
export const MenuTrigger = Radix.Trigger;

const ITEM =
  "flex min-h-(--target) select-none items-center gap-2.5 rounded-md px-2.5 text-base outline-none data-[highlighted]:bg-hover data-[disabled]:opacity-45 [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-muted";

export function MenuContent({ className, ...props }: ComponentProps<typeof Radix.Content>) {
  return (
    <Radix.Portal>
      <Radix.Content
        sideOffset={4}
        collisionPadding={8}
        className={clsx(
          "z-50 min-w-52 animate-enter rounded-lg border border-line bg-raised p-1 shadow-overlay",
          className,
        )}
        {...props}
      />
    </Radix.Portal>
  );
}

export function MenuItem(props: {
  icon?: ReactNode;
  keys?: string;
  tone?: "danger";
  disabled?: boolean;
  onSelect: () => void;
  children: ReactNode;
}) {
  return (
    <Radix.Item
      disabled={props.disabled}
      onSelect={props.onSelect}
      aria-keyshortcuts={props.keys}
      className={clsx(ITEM, props.tone === "danger" && "text-danger")}
    >
      {props.icon}
      <span className="flex-1">{props.children}</span>
      {props.keys && <Kbd className="coarse:hidden">{props.keys}</Kbd>}
    </Radix.Item>
  );
}

export const MenuRadioGroup = Radix.RadioGroup;
export function MenuRadioItem(props: {
  value: string;
  icon?: ReactNode;
  hint?: string;
  disabled?: boolean;
  children: ReactNode;
}) {
  return (
    <Radix.RadioItem
      value={props.value}
      disabled={props.disabled}
      // Not faded as a whole, because the hint says why it cannot be chosen.
      className={clsx(ITEM, "data-[disabled]:opacity-100!", props.hint && "py-1.5")}
    >
      {props.icon}
      <span className="min-w-0 flex-1">
        <span className={clsx("block", props.disabled && "text-muted")}>{props.children}</span>
        {props.hint && <span className="block text-pretty text-muted text-xs">{props.hint}</span>}
      </span>
      <Radix.ItemIndicator>
        <Check />
      </Radix.ItemIndicator>
    </Radix.RadioItem>
  );
}
export function MenuCheckboxItem(props: {
  checked: boolean;
  onChange: (checked: boolean) => void;
  children: ReactNode;
}) {
  return (
    <Radix.CheckboxItem checked={props.checked} onCheckedChange={props.onChange} className={ITEM}>
      <span className="flex-1">{props.children}</span>
      <Radix.ItemIndicator>
        <Check />
      </Radix.ItemIndicator>
    </Radix.CheckboxItem>
  );
}
export const MenuSeparator = () => <Radix.Separator className="my-1 h-px bg-line" />;
export const MenuLabel = ({ children }: { children: ReactNode }) => (
  <Radix.Label className="px-2.5 pt-2 pb-1 font-medium text-muted text-xs">{children}</Radix.Label>
);
