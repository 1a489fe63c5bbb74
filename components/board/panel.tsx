import { clsx } from "clsx";
import type { ComponentProps, ReactNode } from "react";

/** One framed part of the board. On wide screens its body scrolls separately. */
export function Panel(props: {
  title: string;
  /** Shown in place of the title, such as the ways to other parts. */
  heading?: ReactNode;
  actions?: ReactNode;
  className?: string;
  /** Handlers of the body, from `useReading`. */
  body?: ComponentProps<"div">;
  children: ReactNode;
}) {
  return (
    <section
      aria-label={props.title}
      className={clsx(
        "flex h-88 min-w-0 flex-col overflow-hidden rounded-lg border border-line bg-surface expanded:h-auto expanded:min-h-0",
        props.className,
      )}
    >
      <header className="flex min-h-11 shrink-0 flex-wrap items-center gap-2 border-line border-b px-3.5 py-1">
        {props.heading ?? <h2 className="me-auto font-semibold text-base">{props.title}</h2>}
        {props.actions}
      </header>
      <div {...props.body} className="thin-scroll min-h-0 flex-1 overflow-y-auto">
        {props.children}
      </div>
    </section>
  );
}
