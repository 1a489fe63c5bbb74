"use client";
import { useTranslations } from "next-intl";
import { useFormat } from "@/components/ui/use-format";
import type { CardRecord } from "@/server/contract/card-entries";
import { useCardOutcome } from "./card-words";

export type CardFactsProps = { cards: readonly CardRecord[]; customer: string };

/** The cards that the customer of a call was asked for: how each entry ended, who asked, and when. */
export function CardFacts({ cards, customer }: CardFactsProps) {
  const t = useTranslations("cards");
  const format = useFormat();
  const outcomeOf = useCardOutcome();
  return cards.map((card) => (
    <p key={card.id} className="wrap-text text-xs">
      {t("fact", { outcome: outcomeOf(card, customer), name: card.name, time: format.clockTime(card.at) })}
    </p>
  ));
}
