import type { ReactNode } from "react";

/** A line above the call bar, with the buttons that belong to it. */
export function Strip({ icon, buttons, children }: { icon: ReactNode; buttons?: ReactNode; children: ReactNode }) {
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2 bg-rail-active px-4 py-2 text-sm">
      <span aria-hidden className="shrink-0 [&>svg]:size-4">
        {icon}
      </span>
      <p className="min-w-0 grow basis-48">{children}</p>
      {buttons && <div className="flex flex-wrap gap-2">{buttons}</div>}
    </div>
  );
}
