import { ArrowRightLeft } from "lucide-react";
import { useTranslations } from "next-intl";
import { useFormat } from "@/components/ui/use-format";
import type { HandoffCard as Card, SystemItem } from "@/server/contract/conversations";

const PARTS = ["need", "facts", "promises", "consent"] as const satisfies (keyof Card)[];

/** The four parts of the card; empty ones are left out. */
export function CardBody({ card }: { card: Card }) {
  const t = useTranslations("transfers");
  return (
    <dl className="grid grid-cols-[5rem_1fr] gap-x-3 gap-y-1.5 text-base">
      {PARTS.filter((key) => card[key] !== "").map((key) => (
        <div key={key} className="contents">
          <dt className="pt-px text-muted text-sm">{t(`cardParts.${key}`)}</dt>
          <dd dir="auto" className="wrap-text">
            {card[key]}
          </dd>
        </div>
      ))}
    </dl>
  );
}

/** A transfer on the timeline. */
export function CardLine({ item }: { item: SystemItem }) {
  const t = useTranslations("transfers");
  const format = useFormat();
  if (item.system.type !== "transfer_offered") return null;
  const { by, to, card } = item.system;
  return (
    <article
      aria-label={t("cardFrom", { by, to })}
      className="mx-auto w-full max-w-xl rounded-lg border border-line bg-raised p-3.5 shadow-raised"
    >
      <p className="mb-2.5 flex items-center gap-2 font-medium text-sm">
        <ArrowRightLeft aria-hidden className="size-4 text-accent" />
        <span className="flex-1">
          {by} → {to}
        </span>
        <span className="nums font-normal text-muted text-xs">{format.clockTime(item.at)}</span>
      </p>
      <CardBody card={card} />
    </article>
  );
}
