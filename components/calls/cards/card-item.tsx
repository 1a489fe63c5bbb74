"use client";
import { useQuery } from "@tanstack/react-query";
import { CreditCard } from "lucide-react";
import { useTranslations } from "next-intl";
import { useTRPC } from "@/components/client/trpc";
import { useErrorText, useExplain } from "@/components/client/use-error-text";
import type { MenuParts } from "@/components/ui/menu-layer";
import type { BarActions } from "../bar-actions";
import type { CallView } from "../call-view";

type Props = { parts: MenuParts; view: CallView; actions: BarActions };

/** Asks the customer for a card, or says why that is not possible. */
export function CardItem({ parts, view, actions }: Props) {
  const t = useTranslations("cards");
  const trpc = useTRPC();
  const explain = useExplain();
  const errorText = useErrorText();
  const { id: callId, customer } = view.call;
  const offer = useQuery(trpc.calls.cardOffer.queryOptions({ callId }, { staleTime: 0, retry: false }));
  const refusal = offer.data?.refusal;
  const why = offer.isError
    ? errorText(offer.error, t("failed"))
    : refusal
      ? explain(refusal)
      : offer.data
        ? null
        : t("loading");
  return (
    <parts.Item
      icon={<CreditCard aria-hidden />}
      hint={why ?? t("takeHint", { customer: customer.name })}
      disabled={why !== null}
      onSelect={actions.takeCard}
    >
      {t("take")}
    </parts.Item>
  );
}
