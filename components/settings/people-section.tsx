"use client";
import { useQuery } from "@tanstack/react-query";
import { Ellipsis, UserRoundPlus } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useMe } from "@/components/client/realtime";
import { useTRPC } from "@/components/client/trpc";
import { Avatar } from "@/components/ui/avatar";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Input } from "@/components/ui/field";
import { IconButton } from "@/components/ui/icon-button";
import { Menu } from "@/components/ui/menu";
import type { Translate } from "@/components/ui/translate";
import type { PersonAccount, Place } from "@/server/contract/team";
import { DisableDialog } from "./disable-dialog";
import { PasswordReset } from "./password-reset";
import { PersonForm } from "./person-form";
import { CARD, CardSkeleton, Section } from "./section";

type Open = { kind: "edit"; person: PersonAccount | null } | { kind: "password" | "disable"; person: PersonAccount };

export function PeopleSection() {
  const t = useTranslations("settings");
  const trpc = useTRPC();
  const accounts = useQuery(trpc.team.accounts.queryOptions());
  const places = useQuery(trpc.team.places.queryOptions()).data ?? [];
  const [query, setQuery] = useState("");
  const [open, setOpen] = useState<Open | null>(null);
  const wanted = query.trim().toLowerCase();
  const people = (accounts.data ?? []).filter((one) => `${one.name} ${one.email}`.toLowerCase().includes(wanted));
  return (
    <Section
      title={t("people.title")}
      hint={t("people.hint")}
      action={
        <Button variant="primary" onClick={() => setOpen({ kind: "edit", person: null })}>
          <UserRoundPlus aria-hidden className="size-4" />
          {t("people.add")}
        </Button>
      }
    >
      <Input
        aria-label={t("people.search")}
        placeholder={t("people.searchHint")}
        value={query}
        onChange={(event) => setQuery(event.target.value)}
        className="mb-3 max-w-sm"
      />
      <ul className={CARD}>
        {people.map((person) => (
          <PersonRow key={person.id} person={person} places={places} onOpen={setOpen} />
        ))}
        {accounts.isPending && <CardSkeleton />}
        {accounts.isSuccess && people.length === 0 && (
          <EmptyState title={t("people.noMatch", { query: query.trim() })} />
        )}
        {accounts.isError && (
          <EmptyState
            title={t("people.failed")}
            action={<Button onClick={() => accounts.refetch()}>{t("retry")}</Button>}
          />
        )}
      </ul>
      {open?.kind === "edit" && <PersonForm person={open.person} places={places} onClose={() => setOpen(null)} />}
      {open?.kind === "disable" && <DisableDialog person={open.person} onClose={() => setOpen(null)} />}
      {open?.kind === "password" && <PasswordReset person={open.person} onClose={() => setOpen(null)} />}
    </Section>
  );
}

function scopeWords(person: PersonAccount, places: Place[], t: Translate<"settings">): string {
  if (person.scopeAll) return t("people.allLocations");
  const names = places.filter((place) => person.placeIds.includes(place.id)).map((place) => place.name);
  const regions = person.regions.map((name) => t("people.region", { name }));
  return [...names, ...regions].join(", ") || t("people.noLocation");
}

function PersonRow(props: { person: PersonAccount; places: Place[]; onOpen: (open: Open) => void }) {
  const t = useTranslations("settings");
  const { person } = props;
  const role = useTranslations("shell")(`roles.${person.role}`);
  const scope = scopeWords(person, props.places, t);
  const me = useMe();
  return (
    <li className="flex min-h-14 items-center gap-3 border-line border-b px-3.5 py-1.5 last:border-b-0">
      <Avatar name={person.name} className={person.disabled ? "opacity-50" : undefined} />
      <div className="min-w-0 flex-1">
        <p className="flex items-center gap-2">
          <span className="truncate font-medium">{person.name}</span>
          {person.disabled && <Badge tone="danger">{t("people.disabled")}</Badge>}
          {person.id === me.id && <Badge>{t("people.you")}</Badge>}
        </p>
        <p className="truncate text-muted text-xs">{person.email}</p>
        <p className="text-pretty text-muted text-xs expanded:hidden">
          {role} · {scope}
        </p>
      </div>
      <div className="hidden w-56 min-w-0 expanded:block">
        <p className="truncate text-sm">{role}</p>
        <p className="truncate text-muted text-xs">{scope}</p>
      </div>
      <Button
        onClick={() => props.onOpen({ kind: "edit", person })}
        aria-label={t("people.editPerson", { name: person.name })}
      >
        {t("edit")}
      </Button>
      <Menu
        align="end"
        trigger={<IconButton label={t("people.more", { name: person.name })} icon={<Ellipsis className="size-4" />} />}
      >
        {({ Item }) => (
          <>
            <Item onSelect={() => props.onOpen({ kind: "password", person })}>{t("people.setPassword")}</Item>
            <Item
              tone={person.disabled ? undefined : "danger"}
              disabled={person.id === me.id}
              onSelect={() => props.onOpen({ kind: "disable", person })}
            >
              {t(person.disabled ? "people.enable" : "people.disable")}
            </Item>
          </>
        )}
      </Menu>
    </li>
  );
}
