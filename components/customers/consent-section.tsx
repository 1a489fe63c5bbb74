"use client";
import { clsx } from "clsx";
import { Ban, CircleCheck } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { type Channels, useChannels } from "@/components/client/channels";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { lazyComponent } from "@/components/ui/lazy";
import { useNow } from "@/components/ui/time";
import { useFormat } from "@/components/ui/use-format";
import { WaitingDialog } from "@/components/ui/waiting-dialog";
import type { ConsentView, CustomerContext } from "@/server/contract/customers";
import type { AskedConsent } from "./consent-dialog";
import { Nothing, Section } from "./section";

const ConsentDialog = lazyComponent(() => import("./consent-dialog").then((code) => code.ConsentDialog), WaitingDialog);

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
  const [asked, setAsked] = useState<AskedConsent | null>(null);
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
