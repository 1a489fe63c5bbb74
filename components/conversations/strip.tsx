import { clsx } from "clsx";
import type { ReactNode } from "react";
import { Button } from "@/components/ui/button";
import type { Id } from "@/server/contract/ids";
import { useInbox } from "./inbox-state";

const TONES = {
  accent: { line: "border-accent/30 bg-accent-soft", ink: "text-accent-ink" },
  danger: { line: "border-danger/30 bg-danger-soft", ink: "text-danger" },
} as const;

/** A strip above the list for other conversations that need this person. */
export function Strip({ label, children }: { label: string; children: ReactNode }) {
  return (
    <section aria-label={label} aria-live="polite" className="shrink-0">
      {children}
    </section>
  );
}

type Line = {
  tone: keyof typeof TONES;
  icon: ReactNode;
  title: ReactNode;
  detail: ReactNode;
  /** The button: its text, its accessible name, and the conversation that it opens. */
  view: { text: string; label: string; conversationId: Id };
};

/** One conversation of a strip, with a button that opens it. */
export function StripLine({ tone, icon, title, detail, view }: Line) {
  const { open } = useInbox();
  const { line, ink } = TONES[tone];
  return (
    <div className={clsx("flex animate-enter items-center gap-2.5 border-b py-2 ps-3.5 pe-2 text-sm", line)}>
      <span aria-hidden className={clsx("shrink-0 [&>svg]:size-4", ink)}>
        {icon}
      </span>
      <p className={clsx("min-w-0 flex-1", ink)}>
        <span className="block truncate font-semibold">{title}</span>
        <span className="block truncate text-xs">{detail}</span>
      </p>
      <Button
        variant={tone === "accent" ? "primary" : "secondary"}
        aria-label={view.label}
        onClick={() => open(view.conversationId)}
      >
        {view.text}
      </Button>
    </div>
  );
}
