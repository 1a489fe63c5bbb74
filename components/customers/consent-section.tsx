"use client";
import { useMutation } from "@tanstack/react-query";
import { clsx } from "clsx";
import { Ban, CircleCheck } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { type Channels, useChannels } from "@/components/client/channels";
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
import { type ConsentView, type CustomerContext, RecordConsent } from "@/server/contract/customers";
import { Nothing, Section } from "./section";

type Action = "revoke" | "grant";

type Asked = { action: Action; channel: string };
type Props = { conversationId: string; asked: Asked; onClose: () => void };

function ConsentDialog({ conversationId, asked: { action, channel }, onClose }: Props) {
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

/** The customer's consents, with a button that records an opt-out. */
function consentsOf(channels: Channels, { identities, consent }: Pick<CustomerContext, "identities" | "consent">) {
  const needed = channels.all.flatMap(({ identityKind, capabilities }) =>
    capabilities.consent && identities.some(({ kind }) => kind === identityKind) ? [capabilities.consent] : [],
  );
  const distinct = new Map(needed.map((one) => [one.channel, one]));
  return [...distinct.values()].map(({ channel, purpose }) => ({
    channel,
    isRevoked: consent.some(
      (entry) => entry.channel === channel && entry.purpose === purpose && entry.state === "revoked",
    ),
  }));
}

const PURPOSES = ["service", "marketing", "survey"] as const;
const BASES = ["keyword", "provisional", "spoken", "provider", "left_contact"] as const;
/** A word of the ledger, if this version has one for it. */
const known = <W extends string>(words: readonly W[], word: string): W | null =>
  words.find((one) => one === word) ?? null;

function Verdict({ entry }: { entry: ConsentView }) {
  const t = useTranslations("customers");
  const format = useFormat();
  const now = useNow();
  const { labelOf } = useChannels();
  const purpose = known(PURPOSES, entry.purpose);
  const basis = known(BASES, entry.basis);
  const Icon = entry.state === "revoked" ? Ban : CircleCheck;
  return (
    <li className="flex flex-wrap items-center gap-x-2 gap-y-0.5 text-sm">
      <Icon aria-hidden className={clsx("size-3.5", entry.state === "revoked" ? "text-danger" : "text-positive")} />
      <span className="min-w-0 flex-1">
        {t("consent.about", {
          channel: labelOf(entry.channel),
          purpose: purpose ? t(`consent.purposes.${purpose}`) : entry.purpose,
        })}
      </span>
      <Badge tone={entry.state === "revoked" ? "danger" : "positive"}>{t(`consent.${entry.state}`)}</Badge>
      <span className="w-full text-muted text-xs">
        <bdi className="nums">{entry.contact}</bdi> · {basis ? t(`consent.basis.${basis}`) : entry.basis} ·{" "}
        <span className="nums">{format.moment(entry.at, now)}</span>
      </span>
    </li>
  );
}

/** What the customer agreed to, by address, channel and purpose, and the one tap that records a "stop". */
export function ConsentSection({ conversationId, context }: { conversationId: string; context: CustomerContext }) {
  const t = useTranslations("customers");
  const channels = useChannels();
  const [asked, setAsked] = useState<Asked | null>(null);
  const { consent } = context;
  const consents = consentsOf(channels, context);
  const isOne = consents.length === 1;
  const buttons = consents.map(({ channel, isRevoked }) => (
    <Button key={channel} variant="link" onClick={() => setAsked({ action: isRevoked ? "grant" : "revoke", channel })}>
      {isOne
        ? t(isRevoked ? "consent.recordOptIn" : "consent.recordOptOut")
        : t(isRevoked ? "consent.recordOptInOf" : "consent.recordOptOutOf", { channel: channels.labelOf(channel) })}
    </Button>
  ));
  return (
    <Section title={t("consent.title")} aside={isOne && buttons}>
      {consent.length === 0 && <Nothing>{t("consent.none")}</Nothing>}
      <ul className="flex flex-col gap-1.5">
        {consent.map((entry) => (
          <Verdict key={`${entry.contact} ${entry.channel} ${entry.purpose} ${entry.at}`} entry={entry} />
        ))}
      </ul>
      {!isOne && <div className="flex flex-col items-start empty:hidden">{buttons}</div>}
      {asked && <ConsentDialog conversationId={conversationId} asked={asked} onClose={() => setAsked(null)} />}
    </Section>
  );
}
