"use client";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { CircleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import { useId } from "react";
import { useTRPC } from "@/components/client/trpc";
import { useErrorText } from "@/components/client/use-error-text";
import { Avatar } from "@/components/ui/avatar";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/field";
import { After, Skeleton } from "@/components/ui/skeleton";
import { useNow } from "@/components/ui/time";
import { useFormat } from "@/components/ui/use-format";
import { usePaused } from "@/components/ui/use-paused";
import type { CustomerMatch } from "@/server/contract/customer-merges";

type Props = {
  conversationId: string;
  search: string;
  onSearch: (text: string) => void;
  onChoose: (match: CustomerMatch) => void;
};

/** A search for customers; without text, those who are probably the same person. */
export function FindMatch({ conversationId, search, onSearch, onChoose }: Props) {
  const t = useTranslations("merging");
  const trpc = useTRPC();
  const errorText = useErrorText();
  const id = useId();
  const text = usePaused(search);
  const found = useQuery({
    ...trpc.customers.find.queryOptions({ conversationId, text }, { staleTime: 0 }),
    placeholderData: keepPreviousData,
  });
  const matches = found.data ?? [];
  return (
    <div className="flex flex-col gap-2">
      <label htmlFor={id} className="font-medium text-sm">
        {t("search")}
      </label>
      <Input
        id={id}
        type="search"
        value={search}
        maxLength={120}
        placeholder={t("searchPlaceholder")}
        onChange={(event) => onSearch(event.target.value)}
      />
      {found.isPending && (
        <After>
          <Skeleton className="h-14 w-full" />
        </After>
      )}
      {found.isError && (
        <p role="alert" className="flex items-center gap-2 text-sm">
          <CircleAlert aria-hidden className="size-4 text-danger" />
          <span className="min-w-0 flex-1">{errorText(found.error, t("searchFailed"))}</span>
          <Button onClick={() => void found.refetch()}>{t("retry")}</Button>
        </p>
      )}
      <p role="status" className={matches.length > 0 ? "sr-only" : "text-muted text-sm"}>
        {found.data &&
          (matches.length > 0 ? t("found", { count: matches.length }) : t(text ? "nobody" : "noSuggestion"))}
      </p>
      {matches.length > 0 && (
        <ul aria-label={t(text ? "results" : "suggestions")} className="flex flex-col gap-1">
          {matches.map((match) => (
            <li key={match.id}>
              <Match match={match} onChoose={onChoose} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Match({ match, onChoose }: { match: CustomerMatch; onChoose: (match: CustomerMatch) => void }) {
  const t = useTranslations("merging");
  const format = useFormat();
  const now = useNow();
  const { name, contacts, conversations, orders, lastContactAt, why } = match;
  return (
    <button
      type="button"
      onClick={() => onChoose(match)}
      className="flex w-full items-center gap-3 rounded-md px-2 py-2 text-start hover:bg-hover"
    >
      <Avatar name={name} />
      <span className="min-w-0 flex-1">
        <span className="flex flex-wrap items-center gap-x-2 gap-y-0.5">
          <bdi className="min-w-0 truncate font-medium text-sm">{name}</bdi>
          {why !== "found" && <Badge tone="accent">{t(`why.${why}`)}</Badge>}
        </span>
        <span className="block truncate text-muted text-xs">
          <bdi className="nums">{contacts.length > 0 ? contacts.join(" · ") : t("noContact")}</bdi>
        </span>
        <span className="block text-muted text-xs">
          {t("counts", { conversations, orders })}
          {lastContactAt && ` · ${t("lastContact", { date: format.shortDate(lastContactAt, now) })}`}
        </span>
      </span>
    </button>
  );
}
