"use client";
import { useMutation } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useChannels } from "@/components/client/channels";
import { useTRPC } from "@/components/client/trpc";
import { useFailure } from "@/components/client/use-failure";
import { Dialog } from "@/components/ui/dialog";
import { Textarea } from "@/components/ui/field";
import { Form, FormButtons, FormField, useForm } from "@/components/ui/form";
import { toastInfo } from "@/components/ui/toast";
import { RecordConsent } from "@/server/contract/customers";

type Action = "revoke" | "grant";

/** What the dialog records, and for which channel. */
export type AskedConsent = { action: Action; channel: string };
type Props = { conversationId: string; asked: AskedConsent; onClose: () => void };

/** Records an opt-in or an opt-out, with its evidence. */
export function ConsentDialog({ conversationId, asked: { action, channel }, onClose }: Props) {
  const t = useTranslations("customers");
  const words = { channel: useChannels().labelOf(channel) };
  const record = useMutation(useTRPC().customers.recordConsent.mutationOptions());
  const form = useForm(RecordConsent, { defaultValues: { conversationId, channel, action, evidence: "" } });
  const onSubmit = async (consent: RecordConsent) => {
    await record.mutateAsync(consent);
    toastInfo(t(`${action}.done`, words));
    onClose();
  };
  return (
    <Dialog open onOpenChange={onClose} title={t(`${action}.title`, words)} description={t(`${action}.hint`, words)}>
      <Form
        form={form}
        onSubmit={onSubmit}
        failure={useFailure(t("consent.failed"))}
        buttons={
          <FormButtons
            form={form}
            label={t(`${action}.button`)}
            variant={action === "revoke" ? "danger" : "primary"}
            onCancel={onClose}
          />
        }
      >
        <FormField form={form} name="evidence" label={t("consent.evidence")} hint={t("consent.evidenceHint")}>
          {(control) => <Textarea required maxLength={500} rows={3} {...control} />}
        </FormField>
      </Form>
    </Dialog>
  );
}
