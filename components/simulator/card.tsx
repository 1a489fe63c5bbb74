import type { ReactNode } from "react";

export function Card(props: { title: string; hint?: string; children: ReactNode }) {
  return (
    <section aria-label={props.title} className="min-w-0 rounded-lg border border-line bg-surface p-3.5">
      <h2 className="font-semibold text-base">{props.title}</h2>
      {props.hint && <p className="text-pretty text-muted text-xs">{props.hint}</p>}
      <div className="mt-2.5">{props.children}</div>
    </section>
  );
}
