import type { ReactNode } from "react";

/** A titled part of a settings page, with its one action beside the title. */
export function Section(props: { title: string; hint?: ReactNode; action?: ReactNode; children: ReactNode }) {
  return (
    <section aria-label={props.title} className="mx-auto w-full max-w-5xl px-5 py-5">
      <header className="mb-3 flex flex-wrap items-end gap-3">
        <div className="me-auto min-w-0">
          <h2 className="font-semibold text-md">{props.title}</h2>
          {props.hint && <p className="mt-0.5 text-pretty text-muted text-sm">{props.hint}</p>}
        </div>
        {props.action}
      </header>
      {props.children}
    </section>
  );
}

export const CARD = "overflow-hidden rounded-lg border border-line bg-surface";
export const ROLE_LABELS = {
  associate: "Associate",
  agent: "Agent",
  partner_agent: "Partner agent",
  supervisor: "Supervisor",
  admin: "Administrator",
} as const;
