import { useTranslations } from "next-intl";
import type { CardRecord } from "@/server/contract/card-entries";

/** @returns how a card entry ended, in a sentence */
export function useCardOutcome(): (record: CardRecord, customer: string) => string {
  const t = useTranslations("cards.outcome");
  return ({ outcome, reason, name, reference, brand, last4 }, customer) => {
    if (outcome === "declined" && reason) return t("declinedBecause", { reason });
    const card = { reference: reference ?? "", brand: brand ?? "", last4: last4 ?? "" };
    return t(outcome, { customer, name, ...card });
  };
}
