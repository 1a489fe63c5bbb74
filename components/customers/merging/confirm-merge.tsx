"use client";
import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useWatch } from "react-hook-form";
import { uuidv7 } from "uuidv7";
import { useTRPC } from "@/components/client/trpc";
import { useErrorText } from "@/components/client/use-error-text";
import { useFailure } from "@/components/client/use-failure";
import { Button } from "@/components/ui/button";
import { Textarea } from "@/components/ui/field";
import { Form, FormButtons, FormField, useForm } from "@/components/ui/form";
import { Segmented } from "@/components/ui/segmented";
import { toastError, toastUndo } from "@/components/ui/toast";
import { type CustomerMatch, MergeCustomers } from "@/server/contract/customer-merges";
import { AT_ONCE, type MergeProps } from "./merge-props";

type Props = MergeProps & { other: CustomerMatch; onBack: () => void };
const REASONS = ["theySaid", "sameOrder", "sameLoyalty"] as const;

/** What a merge brings together, whose name stays, and how it is known; then the merge, with an undo. */
export function ConfirmMerge({ conversationId, context, other, onClose, onBack }: Props) {
  const t = useTranslations("merging");
  const { customer } = context;
  const [mergeId] = useState(uuidv7);
  const keep = customer.isOnRecord ? "this" : "other";
  const form = useForm(MergeCustomers, {
    defaultValues: { mergeId, conversationId, customerId: customer.id, otherId: other.id, keep, evidence: "" },
  });
  const kept = useWatch({ control: form.control, name: "keep" });
  const save = useMerge(context, other, onClose);
  return (
    <Form
      form={form}
      onSubmit={save}
      failure={useFailure(t("mergeFailed"))}
      buttons={<FormButtons form={form} label={t("merge")} onCancel={onBack} cancel={t("back")} />}
    >
      <p className="text-sm">{t("becomesOne", { here: customer.name, other: other.name })}</p>
      <ul className="list-disc ps-5 text-muted text-sm">
        <li>{t("joins", { conversations: other.conversations, orders: other.orders })}</li>
        <li>{t("addresses", { contacts: other.contacts.join(", ") || t("noContact") })}</li>
        <li>{t("canUndo")}</li>
      </ul>
      <div className="grid gap-1.5">
        <p className="font-medium text-sm">{t("keep")}</p>
        <Segmented
          label={t("keep")}
          value={kept}
          onChange={(next) => form.setValue("keep", next)}
          className="flex-wrap justify-self-start"
          options={[
            { value: "other", label: other.name },
            { value: "this", label: customer.name },
          ]}
        />
      </div>
      <FormField form={form} name="evidence" label={t("evidence")} hint={t("evidenceHint")}>
        {(control) => <Textarea required maxLength={500} rows={2} {...control} />}
      </FormField>
      <div className="flex flex-wrap gap-2">
        {REASONS.map((reason) => (
          <Button
            key={reason}
            onClick={() =>
              form.setValue("evidence", t(`reasons.${reason}`), { shouldValidate: true, shouldDirty: true })
            }
          >
            {t(`reasons.${reason}`)}
          </Button>
        ))}
      </div>
    </Form>
  );
}

function useMerge({ customer }: MergeProps["context"], other: CustomerMatch, onClose: () => void) {
  const t = useTranslations("merging");
  const errorText = useErrorText();
  const trpc = useTRPC();
  const merge = useMutation(trpc.customers.merge.mutationOptions(AT_ONCE));
  const unmerge = useMutation(
    trpc.customers.unmerge.mutationOptions({
      ...AT_ONCE,
      onError: (error) => toastError(errorText(error, t("undoFailed"))),
    }),
  );
  return async (input: MergeCustomers) => {
    await merge.mutateAsync(input);
    const { conversationId, mergeId } = input;
    toastUndo(t("done", { here: customer.name, other: other.name }), {
      label: t("undo"),
      run: () => unmerge.mutate({ conversationId, mergeId }),
    });
    onClose();
  };
}
