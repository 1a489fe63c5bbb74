"use client";
import { CreditCard } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import type { CardEntryView, CardField } from "@/server/contract/card-entries";
import { CARD_FIELDS, CARD_TRIES } from "@/server/contract/constants";
import type { BarActions } from "../bar-actions";
import { Strip } from "../call-strip";
import type { CallView } from "../call-view";
import { useCardOutcome } from "./card-words";

type Props = { view: CallView; actions: BarActions };

/** How far the customer is who enters a card; afterwards, for whoever asked, how it ended. */
export function CardStrip({ view, actions }: Props) {
  const { cardEntry } = view.call;
  return (
    <>
      {cardEntry && <Entering {...{ view, actions }} entry={cardEntry} />}
      <Ended view={view} />
    </>
  );
}

function Entering({ view, actions, entry }: Props & { entry: CardEntryView }) {
  const t = useTranslations("cards");
  const { stage } = entry;
  const isAsking = stage !== "starting" && stage !== "sending" && stage !== "ending";
  const canCancel = view.isHolder && (isAsking || stage === "starting");
  return (
    <Strip icon={<CreditCard />} buttons={canCancel && <Button onClick={actions.cancelCard}>{t("cancel")}</Button>}>
      {t(`now.${isAsking ? "entering" : stage}`, { customer: view.call.customer.name })}
      {isAsking && (
        <span className="mt-0.5 flex flex-wrap gap-x-4 text-rail-muted text-xs">
          {CARD_FIELDS.map((field) => (
            <Field key={field} {...{ field, entry }} />
          ))}
        </span>
      )}
    </Strip>
  );
}

function Field({ field, entry: { stage, attempt, problem } }: { field: CardField; entry: CardEntryView }) {
  const t = useTranslations("cards");
  const [mine, now] = [CARD_FIELDS.indexOf(field), CARD_FIELDS.indexOf(stage as CardField)];
  const asked = problem ?? "waiting";
  const state = mine < now ? "entered" : mine > now ? "later" : asked;
  return <span>{t(`state.${state}`, { field: t(`field.${field}`), attempt, tries: CARD_TRIES })}</span>;
}

/** It stays until whoever asked has read it: the reference may have to be written down. */
function Ended({ view: { call, mine } }: Pick<Props, "view">) {
  const t = useTranslations("cards");
  const outcomeOf = useCardOutcome();
  const [readId, setReadId] = useState<string | null>(null);
  const { lastCard, cardEntry } = call;
  const isNews = lastCard && lastCard.userId === mine.userId && lastCard.id !== readId;
  if (!isNews || (cardEntry && cardEntry.id !== lastCard.id)) return null;
  return (
    <Strip icon={<CreditCard />} buttons={<Button onClick={() => setReadId(lastCard.id)}>{t("dismiss")}</Button>}>
      {outcomeOf(lastCard, call.customer.name)}
    </Strip>
  );
}
