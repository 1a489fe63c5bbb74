"use client";
import { clsx } from "clsx";
import { Check } from "lucide-react";
import { DropdownMenu as Radix } from "radix-ui";
import { type FocusEvent, type ReactNode, type RefObject, useLayoutEffect, useRef } from "react";
import { ExistingTrigger } from "./existing-trigger";
import { Kbd } from "./kbd";

export type Placement = Pick<Radix.DropdownMenuContentProps, "side" | "align" | "className">;

const FIRST_ITEM = "[role^=menuitem]:not([data-disabled])";

/** The menu of a button that is already on the page. */
export function MenuLayer(
  props: Placement & {
    button: RefObject<HTMLElement | null>;
    isOpen: boolean;
    onOpenChange: (isOpen: boolean) => void;
    /** The id of the button. */
    labelledBy: string;
    byKeyboard: boolean;
    children: (parts: MenuParts) => ReactNode;
  },
) {
  const { isOpen, byKeyboard } = props;
  // The key that opened the menu may have been pressed before this code was there, so Radix has not seen it.
  const isFirstItemDue = useRef(false);
  useLayoutEffect(() => {
    isFirstItemDue.current = isOpen && byKeyboard;
  }, [isOpen, byKeyboard]);
  const onFocus = (event: FocusEvent<HTMLElement>) => {
    if (!isFirstItemDue.current || event.target !== event.currentTarget) return;
    isFirstItemDue.current = false;
    event.currentTarget.querySelector<HTMLElement>(FIRST_ITEM)?.focus({ preventScroll: true });
  };
  return (
    <Radix.Root open={isOpen} onOpenChange={props.onOpenChange}>
      <Radix.Trigger asChild>
        <ExistingTrigger element={props.button} />
      </Radix.Trigger>
      <Radix.Portal>
        <Radix.Content
          aria-labelledby={props.labelledBy}
          side={props.side}
          align={props.align}
          sideOffset={4}
          collisionPadding={8}
          onFocus={onFocus}
          className={clsx(
            "thin-scroll z-50 max-h-(--radix-dropdown-menu-content-available-height) min-w-52 animate-enter overflow-y-auto rounded-lg border border-line bg-raised p-1 shadow-overlay",
            props.className,
          )}
        >
          {props.children(PARTS)}
        </Radix.Content>
      </Radix.Portal>
    </Radix.Root>
  );
}

const ITEM =
  "flex min-h-(--target) select-none items-center gap-2.5 rounded-md px-2.5 text-base outline-none data-[highlighted]:bg-hover data-[disabled]:opacity-45 [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-muted";

/** Not faded as a whole, because the hint says why it cannot be chosen. */
const HINTED = "py-1.5 data-[disabled]:opacity-100!";

function Words({ hint, disabled, children }: { hint?: string; disabled?: boolean; children: ReactNode }) {
  return (
    <span className="min-w-0 flex-1">
      <span className={clsx("block", hint && disabled && "text-muted")}>{children}</span>
      {hint && <span className="block text-pretty text-muted text-xs">{hint}</span>}
    </span>
  );
}

function Item(props: {
  icon?: ReactNode;
  keys?: string;
  hint?: string;
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
      className={clsx(ITEM, props.tone === "danger" && "text-danger", props.hint && HINTED)}
    >
      {props.icon}
      <Words {...props} />
      {props.keys && <Kbd className="coarse:hidden">{props.keys}</Kbd>}
    </Radix.Item>
  );
}

function RadioItem(props: { value: string; icon?: ReactNode; hint?: string; disabled?: boolean; children: ReactNode }) {
  return (
    <Radix.RadioItem
      value={props.value}
      disabled={props.disabled}
      className={clsx(ITEM, "data-[disabled]:opacity-100!", props.hint && HINTED)}
    >
      {props.icon}
      <Words {...props} />
      <Radix.ItemIndicator>
        <Check />
      </Radix.ItemIndicator>
    </Radix.RadioItem>
  );
}

function CheckboxItem(props: { checked: boolean; onChange: (checked: boolean) => void; children: ReactNode }) {
  return (
    <Radix.CheckboxItem checked={props.checked} onCheckedChange={props.onChange} className={ITEM}>
      <span className="flex-1">{props.children}</span>
      <Radix.ItemIndicator>
        <Check />
      </Radix.ItemIndicator>
    </Radix.CheckboxItem>
  );
}

const Separator = () => <Radix.Separator className="my-1 h-px bg-line" />;
const Label = ({ children }: { children: ReactNode }) => (
  <Radix.Label className="px-2.5 pt-2 pb-1 font-medium text-muted text-xs">{children}</Radix.Label>
);

const PARTS = { Item, RadioGroup: Radix.RadioGroup, RadioItem, CheckboxItem, Separator, Label };
/** What a menu is made of. */
export type MenuParts = typeof PARTS;
