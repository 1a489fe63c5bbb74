import { ArrowRightLeft } from "lucide-react";
import { clockTime } from "@/components/ui/format";
import type { HandoffCard as Card, SystemItem } from "@/server/contract/conversations";

const PARTS: { key: keyof Card; label: string }[] = [
  { key: "need", label: "Need" },
  { key: "facts", label: "Facts" },
  { key: "promises", label: "Promised" },
  { key: "consent", label: "Consent" },
];

/** The card's four answers; empty ones are left out. */
export function CardBody({ card }: { card: Card }) {
  return (
    <dl className="grid grid-cols-[5rem_1fr] gap-x-3 gap-y-1.5 text-base">
      {PARTS.filter(({ key }) => card[key] !== "").map(({ key, label }) => (
        <div key={key} className="contents">
          <dt className="pt-px text-muted text-sm">{label}</dt>
          <dd dir="auto" className="wrap-text">
            {card[key]}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** A transfer as it stands on the timeline. */
export function CardLine({ item }: { item: SystemItem }) {
  if (item.system.type !== "transfer_offered") return null;
  const { by, to, card } = item.system;
  return (
    <article
      aria-label={`Handoff card from ${by} to ${to}`}
      className="mx-auto w-full max-w-xl rounded-lg border border-line bg-raised p-3.5 shadow-raised"
    >
      <p className="mb-2.5 flex items-center gap-2 font-medium text-sm">
        <ArrowRightLeft aria-hidden className="size-4 text-accent" />
        <span className="flex-1">
          {by} → {to}
        </span>
        <span className="nums font-normal text-muted text-xs">{clockTime(item.at)}</span>
      </p>
      <CardBody card={card} />
    </article>
  );
}
