"use client";
import { AtSign, CreditCard, Globe, Phone, Tag } from "lucide-react";
import { useTranslations } from "next-intl";
import { useChannels } from "@/components/client/channels";
import { AsOf } from "@/components/commerce/freshness";
import { Avatar } from "@/components/ui/avatar";
import { Badge } from "@/components/ui/badge";
import { useNow } from "@/components/ui/time";
import { useFormat } from "@/components/ui/use-format";
import type { CustomerContext } from "@/server/contract/customers";
import { Nothing, Section } from "./section";

const ICONS = { phone: Phone, email: AtSign, loyalty: CreditCard, visitor: Globe };
/** Loyalty programs report points overnight at the latest. */
const POINTS_STALE_MS = 24 * 3_600_000;
const isKnown = (kind: string): kind is keyof typeof ICONS => Object.hasOwn(ICONS, kind);

export function Profile({ context }: { context: CustomerContext }) {
  const t = useTranslations("customers");
  const { customer, identities, loyalty } = context;
  const format = useFormat();
  const channels = useChannels();
  const now = useNow();
  const since = format.shortDate(customer.since, now);
  return (
    <>
      <header className="flex items-center gap-3 px-4 pt-4 pb-3">
        <Avatar name={customer.name} size="lg" />
        <div className="min-w-0">
          <p className="truncate font-semibold text-md">
            <bdi>{customer.name}</bdi>
          </p>
          <p className="text-muted text-xs">
            {customer.language
              ? t("profile.sinceWithLanguage", { date: since, language: format.languageName(customer.language) })
              : t("profile.since", { date: since })}
          </p>
        </div>
      </header>
      <Section title={t("profile.contactDetails")}>
        {identities.length === 0 && <Nothing>{t("profile.none")}</Nothing>}
        <ul className="flex flex-col gap-1.5">
          {identities.map(({ kind, label, isVerified }) => {
            const kindLabel = isKnown(kind)
              ? t(`identities.${kind}`)
              : (channels.all.find(({ identityKind }) => identityKind === kind)?.messages.label ??
                kind.replace("external:", ""));
            const Icon = isKnown(kind) ? ICONS[kind] : Tag;
            return (
              <li key={`${kind}:${label}`} className="flex items-center gap-2 text-sm">
                <Icon aria-hidden className="size-3.5 shrink-0 text-muted" />
                <span className="sr-only">{kindLabel}</span>
                <bdi className="nums min-w-0 flex-1 truncate">{label}</bdi>
                {!isVerified && (
                  <Badge tone="warning" title={t("profile.notVerifiedHint")}>
                    {t("profile.notVerified")}
                  </Badge>
                )}
                {!isKnown(kind) && <span className="text-muted text-xs">{kindLabel}</span>}
              </li>
            );
          })}
        </ul>
        {loyalty.map((member) => (
          <p key={`${member.program}:${member.memberNo}`} className="mt-1 flex flex-wrap items-center gap-2 text-sm">
            <Badge tone="accent">{member.tier ?? member.program}</Badge>
            {member.points !== null && <span className="nums">{t("profile.points", { count: member.points })}</span>}
            <span className="w-full">
              <AsOf of={{ source: member.source, observedAt: member.asOf }} staleMs={POINTS_STALE_MS} />
            </span>
          </p>
        ))}
      </Section>
    </>
  );
}
