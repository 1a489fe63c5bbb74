"use client";
import { useTranslations } from "next-intl";
import { useWatch } from "react-hook-form";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/field";
import { Form, FormField, useForm } from "@/components/ui/form";
import { DeclineOffer } from "@/server/contract/conversations";

const Reason = DeclineOffer.pick({ reason: true });

/** Asks why an offer is declined. */
export function DeclineForm(props: { onDecline: (reason: string) => void; onKeep: () => void }) {
  const t = useTranslations("offers");
  const form = useForm(Reason, { defaultValues: { reason: "" } });
  const isEmpty = useWatch({ control: form.control, name: "reason" }).trim() === "";
  return (
    <Form form={form} onSubmit={({ reason }) => props.onDecline(reason)} className="flex! flex-wrap items-center gap-2">
      <FormField form={form} name="reason" label={t("declineReason")} isLabelHidden>
        {(control) => <Input autoFocus required maxLength={300} placeholder={t("declineHint")} {...control} />}
      </FormField>
      <Button type="submit" variant="danger" size="md" disabled={isEmpty}>
        {t("decline")}
      </Button>
      <Button size="md" onClick={props.onKeep}>
        {t("back")}
      </Button>
    </Form>
  );
}
