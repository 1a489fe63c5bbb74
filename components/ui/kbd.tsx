import { clsx } from "clsx";
import type { ReactNode } from "react";

export function Kbd({ children, inverted }: { children: ReactNode; inverted?: boolean }) {
  return (
    <kbd
      className={clsx(
        "inline-flex h-4.5 min-w-4.5 items-center justify-center rounded-sm border px-1 font-sans text-2xs leading-none",
        inverted ? "border-current/40 text-current" : "border-line bg-sunken text-muted",
      )}
    >
      {children}
    </kbd>
  );
}
