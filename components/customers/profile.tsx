"use client";
import { AtSign, CreditCard, Globe, Phone, Tag } from "lucide-react";
import { Avatar } from "@/components/ui/avatar";
import { Badge } from "@/components/ui/badge";
import { languageName, wholeNumber } from "@/components/ui/format";
import { moment, shortDate, useNow } from "@/components/ui/time";
import type { CustomerContext } from "@/server/contract/customers";
import { Nothing, Section } from "./section";

const KINDS: Record<string, { label: string; icon: typeof Phone }> = {
  phone: { label: "Phone", icon: Phone },
  email: { label: "E-mail", icon: AtSign },
  loyalty: { label: "Loyalty number", icon: CreditCard },
  visitor: { label: "Web visitor", icon: Globe },
};

export function Profile({ context }: { context: CustomerContext }) {
  const { customer, identities, loyalty } = context;
  const now = useNow();
  return (
    <>
      <header className="flex items-center gap-3 px-4 pt-4 pb-3">
        <Avatar name={customer.name} size="lg" />
        <div className="min-w-0">
          <p className="truncate font-semibold text-md">
            <bdi>{customer.name}</bdi>
          </p>
          <p className="text-muted text-xs">
            Customer since {shortDate(customer.since)}
            {customer.language ? ` · ${languageName(customer.language)}` : ""}
          </p>
        </div>
      </header>
      <Section title="Contact details">
        {identities.length === 0 && <Nothing>No number or address on record.</Nothing>}
        <ul className="flex flex-col gap-1.5">
          {identities.map(({ kind, label, isVerified }) => {
            const { label: kindLabel, icon: Icon } = KINDS[kind] ?? { label: kind.replace("external:", ""), icon: Tag };
            return (
              <li key={`${kind}:${label}`} className="flex items-center gap-2 text-sm">
                <Icon aria-hidden className="size-3.5 shrink-0 text-muted" />
                <span className="sr-only">{kindLabel}</span>
                <bdi className="nums min-w-0 flex-1 truncate">{label}</bdi>
                {!isVerified && (
                  <Badge tone="warning" title="Left in the chat. Nobody has verified that it is theirs.">
                    Not verified
                  </Badge>
                )}
                {!KINDS[kind] && <span className="text-muted text-xs">{kindLabel}</span>}
              </li>
            );
          })}
        </ul>
        {loyalty.map((member) => (
          <p key={`${member.program}:${member.memberNo}`} className="mt-1 flex flex-wrap items-center gap-2 text-sm">
            <Badge tone="accent">{member.tier ?? member.program}</Badge>
            {member.points !== null && <span className="nums">{wholeNumber(member.points)} points</span>}
            <span className="nums w-full text-muted text-xs">
              {member.source} · as of {moment(member.asOf, now)}
            </span>
          </p>
        ))}
      </Section>
    </>
  );
}
