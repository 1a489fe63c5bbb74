"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useWatch } from "react-hook-form";
import { useChannels } from "@/components/client/channels";
import { useTRPC } from "@/components/client/trpc";
import { Textarea } from "@/components/ui/field";
import { FormField, useForm } from "@/components/ui/form";
import { type HandoffCard, TransferConversation } from "@/server/contract/conversations";
import type { Id } from "@/server/contract/ids";
import { FactSuggestions } from "./fact-suggestions";
import { knownFacts, prefillCard } from "./prefill-card";

export const CardDraft = TransferConversation.pick({ card: true, timeoutSeconds: true });
const FIELDS: { key: keyof HandoffCard; rows: number }[] = [
  { key: "need", rows: 2 },
  { key: "facts", rows: 2 },
  { key: "promises", rows: 1 },
  { key: "consent", rows: 1 },
];

/** A form with the handoff card of a conversation, filled in from what is on record; what was edited stays. */
export function useCardForm(conversationId: Id) {
  const t = useTranslations("transfers");
  const trpc = useTRPC();
  const { labelOf } = useChannels();
  const detail = useQuery(trpc.conversations.get.queryOptions({ conversationId })).data;
  const context = useQuery(trpc.customers.context.queryOptions({ conversationId })).data;
  const form = useForm(CardDraft, {
    values: { card: prefillCard(detail, context, t, labelOf), timeoutSeconds: 120 },
    resetOptions: { keepDirtyValues: true },
  });
  const need = useWatch({ control: form.control, name: "card.need" });
  return { form, detail, context, hasNeed: need.trim() !== "" };
}

/** The card's four answers, with the facts on record to add. */
export function CardFields({ form, context }: Pick<ReturnType<typeof useCardForm>, "form" | "context">) {
  const t = useTranslations("transfers");
  const facts = useWatch({ control: form.control, name: "card.facts" });
  return FIELDS.map(({ key, rows }) => (
    <FormField key={key} form={form} name={`card.${key}`} label={t(`card.${key}`)} hint={t(`cardHint.${key}`)}>
      {(control) => (
        <>
          <Textarea rows={rows} dir="auto" required={key === "need"} {...control} />
          {key === "facts" && (
            <FactSuggestions
              known={knownFacts(context, t)}
              facts={facts ?? ""}
              onChange={(added) => form.setValue("card.facts", added, { shouldDirty: true })}
            />
          )}
        </>
      )}
    </FormField>
  ));
}
