import { clsx } from "clsx";
import type { ReactNode } from "react";

const TONES = {
  info: "bg-accent-soft text-accent-ink",
  warning: "bg-warning-soft text-warning",
  danger: "bg-danger-soft text-danger",
  note: "bg-note text-note-ink",
} as const;

export function Banner(props: {
  tone?: keyof typeof TONES;
  icon?: ReactNode;
  children: ReactNode;
  action?: ReactNode;
  role?: "status" | "alert";
}) {
  return (
    <div
      role={props.role}
      className={clsx(
        "flex flex-wrap items-center gap-x-3 gap-y-1.5 px-4 py-2 text-sm [&_svg]:size-4 [&_svg]:shrink-0",
        TONES[props.tone ?? "info"],
      )}
    >
      {props.icon}
      {/* When the text would be too narrow, the action wraps to its own line. */}
      <div className="min-w-0 grow basis-56">{props.children}</div>
      {props.action}
    </div>
  );
}
