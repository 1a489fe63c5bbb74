"use client";
import { useMutation } from "@tanstack/react-query";
import { Ban, CircleCheck } from "lucide-react";
import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { refusalOf } from "@/components/client/refusal";
import { useTRPC } from "@/components/client/trpc";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { Field, Textarea } from "@/components/ui/field";
import { useNow } from "@/components/ui/time";
import { toastInfo } from "@/components/ui/toast";
import { useFormat } from "@/components/ui/use-format";
import type { ConsentView } from "@/server/contract/customers";
import { Nothing, Section } from "./section";

type Action = "revoke" | "grant";

function ConsentDialog({
  conversationId,
  action,
  onClose,
}: {
  conversationId: string;
  action: Action;
  onClose: () => void;
}) {
  const t = useTranslations("customers");
  const trpc = useTRPC();
  const id = useId();
  const [evidence, setEvidence] = useState("");
  const record = useMutation(
    trpc.customers.recordConsent.mutationOptions({
      onSuccess: () => {
        toastInfo(t(`${action}.done`));
        onClose();
      },
    }),
  );
  const error = record.error ? (refusalOf(record.error)?.message ?? t("consent.failed")) : null;
  return (
    <Dialog open onOpenChange={onClose} title={t(`${action}.title`)} description={t(`${action}.hint`)}>
      <form
        className="flex flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          record.mutate({ conversationId, channel: "sms", action, evidence });
        }}
      >
        <Field label={t("consent.evidence")} htmlFor={id} hint={t("consent.evidenceHint")} error={error}>
          <Textarea
            id={id}
            required
            minLength={3}
            maxLength={500}
            rows={3}
            value={evidence}
            onChange={(event) => setEvidence(event.target.value)}
          />
        </Field>
        <div className="flex justify-end gap-2">
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button
            type="submit"
            variant={action === "revoke" ? "danger" : "primary"}
            disabled={evidence.trim().length < 3 || record.isPending}
          >
            {t(`${action}.button`)}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** What the customer agreed to, and the one tap that records a "stop". */
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
