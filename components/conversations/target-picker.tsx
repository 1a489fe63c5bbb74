"use client";
import { useQuery } from "@tanstack/react-query";
import { clsx } from "clsx";
import { Check, Store, Users } from "lucide-react";
import { useTranslations } from "next-intl";
import { type ReactNode, useId, useMemo, useState } from "react";
import { useAllPresence, useMe } from "@/components/client/realtime";
import { useTRPC } from "@/components/client/trpc";
import { PRESENCE_DOTS } from "@/components/shell/presence";
import { Avatar } from "@/components/ui/avatar";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/field";
import type { Target } from "@/server/contract/conversations";
import type { Person, Place, PresenceStatus } from "@/server/contract/team";

export type Choice = { to: Target; label: string };
const ORDER: PresenceStatus[] = ["available", "with_customer", "wrap_up", "on_call", "break", "away", "offline"];

const rank = (status: PresenceStatus | null): number => (status ? ORDER.indexOf(status) : ORDER.length);
const keyOf = (to: Target): string => `${to.placeId ?? ""}/${to.userId ?? ""}`;
const matches = (query: string, ...texts: string[]): boolean =>
  texts.some((text) => text.toLocaleLowerCase().includes(query.trim().toLocaleLowerCase()));

function useTargets(query: string) {
  const trpc = useTRPC();
  const me = useMe();
  const statusOf = useAllPresence();
  const placesQuery = useQuery(trpc.team.places.queryOptions());
  const peopleQuery = useQuery(trpc.team.people.queryOptions());
  const places = placesQuery.data;
  const people = peopleQuery.data;
  const board = useQuery({ ...trpc.team.board.queryOptions(), enabled: me.can.board }).data;
  const found = useMemo(() => {
    const loads = new Map(board?.people.map((tile) => [tile.person.id, tile.load]));
    const queues = new Map(board?.places.map((tile) => [tile.place.id, tile.unassigned]));
    return {
      isPartial: !places || !people,
      people: (people ?? [])
        .filter((person) => !person.disabled && matches(query, person.name))
        .map((person) => ({ person, status: statusOf(person.id), load: loads.get(person.id) }))
        .sort(
          (a, b) =>
            rank(a.status) - rank(b.status) ||
            (a.load ?? 0) - (b.load ?? 0) ||
            a.person.name.localeCompare(b.person.name),
        ),
      places: (places ?? [])
        .filter((place) => matches(query, place.name, place.region))
        .map((place) => ({ place, waiting: queues.get(place.id) })),
    };
  }, [query, places, people, statusOf, board]);
  const isError = (placesQuery.isError && !places) || (peopleQuery.isError && !people);
  return { ...found, isError, retry: () => void Promise.all([placesQuery.refetch(), peopleQuery.refetch()]) };
}

type OptionProps = { isChosen: boolean; picture: ReactNode; title: ReactNode; detail: ReactNode; onChoose: () => void };

function Option({ isChosen, picture, title, detail, onChoose }: OptionProps) {
  return (
    // biome-ignore lint/a11y/useSemanticElements: a radio with a drawing inside; arrows and space work as on any button
    <button
      type="button"
      role="radio"
      aria-checked={isChosen}
      className="flex min-h-12 w-full items-center gap-3 rounded-md px-2.5 text-start aria-checked:bg-accent-soft hover:bg-hover"
      onClick={onChoose}
    >
      {picture}
      <span className="min-w-0 flex-1">
        <span className="block truncate font-medium">{title}</span>
        {detail}
      </span>
      {isChosen && <Check aria-hidden className="size-4 text-accent" />}
    </button>
  );
}

function PlaceOption(props: { place: Place; waiting?: number; isChosen: boolean; onChoose: (choice: Choice) => void }) {
  const t = useTranslations("transfers");
  const { place, waiting } = props;
  const Icon = place.kind === "store" ? Store : Users;
  return (
    <Option
      isChosen={props.isChosen}
      onChoose={() => props.onChoose({ to: { placeId: place.id, userId: null }, label: place.name })}
      picture={
        <span className="flex size-8 items-center justify-center rounded-md bg-hover text-muted">
          <Icon aria-hidden className="size-4" />
        </span>
      }
      title={place.name}
      detail={
        <span className="block truncate text-muted text-xs">
          {[t(`queue.${place.kind}`), waiting !== undefined && t("unassigned", { count: waiting })]
            .filter(Boolean)
            .join(" · ")}
        </span>
      }
    />
  );
}

function PersonOption(props: {
  person: Person;
  status: PresenceStatus | null;
  load?: number;
  isMe: boolean;
  isChosen: boolean;
  onChoose: (choice: Choice) => void;
}) {
  const t = useTranslations("transfers");
  const presence = useTranslations("presence");
  const { person, status, load } = props;
  return (
    <Option
      isChosen={props.isChosen}
      onChoose={() => props.onChoose({ to: { userId: person.id }, label: props.isMe ? t("you") : person.name })}
      picture={<Avatar name={person.name} {...(status ? { dot: PRESENCE_DOTS[status] } : {})} />}
      title={
        <>
          {person.name}
          {props.isMe && <span className="text-muted"> {t("youBrackets")}</span>}
        </>
      }
      detail={
        <span className={clsx("block truncate text-xs", status === "available" ? "text-positive" : "text-muted")}>
          {[status && presence(status), load !== undefined && t("load", { count: load })].filter(Boolean).join(" · ")}
        </span>
      }
    />
  );
}

/** A picker of a person, store or team, with their presence and load. */
export function TargetPicker(props: { value: Choice | null; onChange: (choice: Choice) => void; withoutMe?: boolean }) {
  const t = useTranslations("transfers");
  const me = useMe();
  const id = useId();
  const [query, setQuery] = useState("");
  const targets = useTargets(query);
  const chosen = props.value ? keyOf(props.value.to) : null;
  const people = targets.people.filter(({ person }) => !props.withoutMe || person.id !== me.id);
  return (
    <div className="flex flex-col gap-2">
      <label htmlFor={id} className="sr-only">
        {t("search")}
      </label>
      <Input id={id} placeholder={t("searchHint")} value={query} onChange={(event) => setQuery(event.target.value)} />
      <div
        role="radiogroup"
        aria-label={t("targets")}
        className="thin-scroll max-h-72 overflow-y-auto rounded-md border border-line p-1"
      >
        {people.length > 0 && <p className="px-2.5 pt-1.5 pb-1 font-semibold text-muted text-xs">{t("people")}</p>}
        {people.map((entry) => (
          <PersonOption
            key={entry.person.id}
            {...entry}
            isMe={entry.person.id === me.id}
            isChosen={chosen === keyOf({ userId: entry.person.id })}
            onChoose={props.onChange}
          />
        ))}
        {targets.places.length > 0 && (
          <p className="px-2.5 pt-2 pb-1 font-semibold text-muted text-xs">{t("storesAndTeams")}</p>
        )}
        {targets.places.map((entry) => (
          <PlaceOption
            key={entry.place.id}
            {...entry}
            isChosen={chosen === keyOf({ placeId: entry.place.id })}
            onChoose={props.onChange}
          />
        ))}
        <NoTargets targets={targets} isEmpty={people.length + targets.places.length === 0} query={query} />
      </div>
    </div>
  );
}

/** Says that nothing matches only when all people have been loaded. */
function NoTargets(props: { targets: ReturnType<typeof useTargets>; isEmpty: boolean; query: string }) {
  const t = useTranslations("transfers");
  const { isError, isPartial, retry } = props.targets;
  if (isError)
    return (
      <div role="alert" className="flex flex-col items-center gap-2 px-2.5 py-6 text-center text-muted text-sm">
        {t("targetsFailed")}
        <Button onClick={retry}>{t("retry")}</Button>
      </div>
    );
  if (!props.isEmpty) return null;
  return (
    <p className="px-2.5 py-6 text-center text-muted text-sm">
      {isPartial ? t("loading") : t("noTarget", { query: props.query.trim() })}
    </p>
  );
}
