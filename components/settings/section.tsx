import type { ReactNode } from "react";
import { After, Skeleton } from "@/components/ui/skeleton";

/** The padding that centers the column of every settings page, while its lines span the screen. */
export const COLUMN = "px-[max(1.25rem,calc((100%-62rem)/2))]";

/** A titled part of a settings page, with its one action beside the title. */
export function Section(props: { title: string; hint?: ReactNode; action?: ReactNode; children: ReactNode }) {
  return (
    <section aria-label={props.title} className={`${COLUMN} py-6`}>
      <header className="mb-3 flex flex-wrap items-end gap-3">
        <div className="min-w-0 flex-1 basis-72">
          <h2 className="font-semibold text-md">{props.title}</h2>
          {props.hint && <p className="mt-0.5 text-pretty text-muted text-sm">{props.hint}</p>}
        </div>
        {props.action}
      </header>
      {props.children}
    </section>
  );
}

/** A placeholder for rows; a list item, because it is in a list. */
export const CardSkeleton = () => (
  <li aria-hidden>
    <After>
      {[0, 1, 2, 3].map((row) => (
        <span key={row} className="flex h-14 items-center gap-3 border-line border-b px-3.5 last:border-b-0">
          <Skeleton className="size-8 rounded-full" />
          <Skeleton className="h-3.5 w-48" />
        </span>
      ))}
    </After>
  </li>
);

export const CARD = "overflow-hidden rounded-lg border border-line bg-surface";
