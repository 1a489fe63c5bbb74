import type { ReactNode } from "react";

export function Section({ title, aside, children }: { title: string; aside?: ReactNode; children: ReactNode }) {
  return (
    <section aria-label={title} className="flex flex-col gap-2 border-line border-b px-4 py-3.5 last:border-b-0">
      <div className="flex min-h-6 items-center justify-between gap-2">
        <h3 className="font-semibold text-sm">{title}</h3>
        {aside}
      </div>
      {children}
    </section>
  );
}
export const Nothing = ({ children }: { children: ReactNode }) => <p className="text-muted text-sm">{children}</p>;
