"use client";
import { useMutation } from "@tanstack/react-query";
import { Ban, CircleCheck } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useTRPC } from "@/components/client/trpc";
import { useFailure } from "@/components/client/use-failure";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Textarea } from "@/components/ui/field";
import { Form, FormButtons, FormField, useForm } from "@/components/ui/form";
import { useNow } from "@/components/ui/time";
import { toastInfo } from "@/components/ui/toast";
import { useFormat } from "@/components/ui/use-format";
import { type ConsentView, RecordConsent } from "@/server/contract/customers";
import { Nothing, Section } from "./section";

type Action = "revoke" | "grant";

type Props = { conversationId: string; action: Action; onClose: () => void };

function ConsentDialog({ conversationId, action, onClose }: Props) {
  const t = useTranslations("customers");
  const record = useMutation(useTRPC().customers.recordConsent.mutationOptions());
  const form = useForm(RecordConsent, { defaultValues: { conversationId, channel: "sms", action, evidence: "" } });
  const onSubmit = async (consent: RecordConsent) => {
    await record.mutateAsync(consent);
    toastInfo(t(`${action}.done`));
    onClose();
  };
  return (
    <Dialog open onOpenChange={onClose} title={t(`${action}.title`)} description={t(`${action}.hint`)}>
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

/** The customer's consents, with a button that records an opt-out. */
export function ConsentSection({
  conversationId,
  consent,
}: {
  conversationId: string;
  consent: readonly ConsentView[];
}) {
  const t = useTranslations("customers");
  const format = useFormat();
  const now = useNow();
  const [asked, setAsked] = useState<Action | null>(null);
  const isRevoked = consent.some((entry) => entry.channel === "sms" && entry.state === "revoked");
  return (
    <Section
      title={t("consent.title")}
      aside={
        <Button variant="link" onClick={() => setAsked(isRevoked ? "grant" : "revoke")}>
          {t(isRevoked ? "consent.recordOptIn" : "consent.recordOptOut")}
        </Button>
      }
    >
      {consent.length === 0 && <Nothing>{t("consent.none")}</Nothing>}
      <ul className="flex flex-col gap-1.5">
        {consent.map((entry) => (
          <li
            key={`${entry.channel}:${entry.purpose}`}
            className="flex flex-wrap items-center gap-x-2 gap-y-0.5 text-sm"
          >
            {entry.state === "revoked" ? (
              <Ban aria-hidden className="size-3.5 text-danger" />
            ) : (
              <CircleCheck aria-hidden className="size-3.5 text-positive" />
            )}
            <span className="flex-1">
              {entry.channel.toUpperCase()} · {entry.purpose}
            </span>
            <Badge tone={entry.state === "revoked" ? "danger" : "positive"}>{t(`consent.${entry.state}`)}</Badge>
            <span className="w-full text-muted text-xs">
              {entry.basis} · {format.moment(entry.at, now)}
            </span>
          </li>
        ))}
      </ul>
      {asked && <ConsentDialog conversationId={conversationId} action={asked} onClose={() => setAsked(null)} />}
    </Section>
  );
}
