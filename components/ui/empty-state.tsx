import type { ReactNode } from "react";

/** An empty state: why it is empty, what to do next, and one action. */
export function EmptyState(props: { icon?: ReactNode; title: string; children?: ReactNode; action?: ReactNode }) {
  return (
    <div className="m-auto flex max-w-80 flex-col items-center gap-2 px-6 py-10 text-center">
      {props.icon && (
        <div
          aria-hidden
          className="mb-1 flex size-11 items-center justify-center rounded-full bg-accent-soft text-accent-ink [&_svg]:size-5"
        >
          {props.icon}
        </div>
      )}
      <p className="font-semibold text-md">{props.title}</p>
      {props.children && <div className="text-pretty text-muted text-sm">{props.children}</div>}
      {props.action && <div className="mt-2">{props.action}</div>}
    </div>
  );
}
