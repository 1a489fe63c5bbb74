import { clsx } from "clsx";
import type { ReactNode } from "react";

export function Kbd(props: { children: ReactNode; inverted?: boolean; className?: string }) {
  return (
    <kbd
      className={clsx(
        "inline-flex h-4.5 min-w-4.5 items-center justify-center rounded-sm border px-1 font-sans text-2xs leading-none",
        props.inverted ? "border-current/40 text-current" : "border-line bg-sunken text-muted",
        props.className,
      )}
    >
      {props.children}
    </kbd>
  );
}
