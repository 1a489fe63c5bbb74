"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useCallback, useMemo } from "react";
import { useMe } from "@/components/client/realtime";
import { useTRPC } from "@/components/client/trpc";
import { setDraft } from "@/components/conversations/drafts";
import { replaceRange } from "@/components/conversations/insertion";
import { announce } from "@/components/shell/announcements";
import type { OpenedAt } from "@/components/typeahead/opened-at";
import { Typeahead, TypeaheadLine, type Typed } from "@/components/typeahead/typeahead";
import { Avatar } from "@/components/ui/avatar";
import { Button } from "@/components/ui/button";
import { Kbd } from "@/components/ui/kbd";
import { Skeleton } from "@/components/ui/skeleton";
import { toastError } from "@/components/ui/toast";
import { useFormat } from "@/components/ui/use-format";
import { MAX_MENTIONS } from "@/server/contract/constants";
import { joinMentions, mentionsIn } from "@/server/contract/mention-text";
import type { Person } from "@/server/contract/team";
import { labelOf, matchPeople, readersOf } from "./match-people";
import type { MentionsState } from "./use-mentions";

type Props = MentionsState & { at: OpenedAt; field: HTMLTextAreaElement };

/** More than this many places are counted instead of named. */
const MOST_PLACES = 2;

/** Where a person works, in words. */
function useWhere(): (person: Person) => string {
  const t = useTranslations("mentions");
  const format = useFormat();
  const places = useQuery(useTRPC().team.places.queryOptions()).data ?? [];
  return ({ scopeAll, placeIds }) => {
    if (scopeAll) return t("everywhere");
    const names = places.filter(({ id }) => placeIds.includes(id)).map(({ name }) => name);
    return names.length > MOST_PLACES ? t("places", { count: names.length }) : format.list(names);
  };
}

/** The colleagues who may read the conversation, of whom one is mentioned. */
export function MentionList({ at, field, text, row, chosen, openAt }: Props) {
  const t = useTranslations("mentions");
  const composer = useTranslations("composer");
  const me = useMe();
  const query = useQuery(useTRPC().team.people.queryOptions());
  const readers = useMemo(() => query.data && readersOf(query.data, row, me.id), [query.data, row, me.id]);
  const whereOf = useWhere();
  const close = useCallback(() => openAt(null), [openAt]);
  const insert = (person: Person, { caret }: Typed) => {
    close();
    // Those whom the text has no more make room.
    const kept = chosen.length < MAX_MENTIONS ? chosen : mentionsIn(text, chosen);
    if (kept.length >= MAX_MENTIONS) return toastError(t("tooMany", { most: MAX_MENTIONS }));
    const label = labelOf(person, readers ?? [], whereOf(person), chosen);
    // A button opens the list anywhere, also directly after a word.
    const before = at.trigger === null && /\S$/.test(field.value.slice(0, at.from)) ? " " : "";
    const after = /^\s/.test(field.value.slice(caret)) ? "" : " ";
    if (!replaceRange(field, at.from, caret, `${before}@${label}${after}`))
      return toastError(composer("insertTooLong"));
    const key = { userId: me.id, conversationId: row.id, mode: "note" } as const;
    setDraft(key, field.value, joinMentions([{ userId: person.id, label }], kept));
    announce(t("inserted", { name: person.name }));
  };
  return (
    <Typeahead
      {...{ at, field, text }}
      label={t("list")}
      all={readers}
      match={matchPeople}
      found={(count) => t("found", { count })}
      option={(person) => <PersonOption name={person.name} where={whereOf(person)} />}
      onChoose={insert}
      onClose={close}
    >
      {({ words }, matches) => (
        <>
          {query.isPending && <Skeleton className="m-3 h-10" />}
          {query.isError && !readers && (
            <TypeaheadLine text={t("failed")}>
              <Button onClick={() => query.refetch()}>{t("retry")}</Button>
            </TypeaheadLine>
          )}
          {readers?.length === 0 && <TypeaheadLine text={t("nobody")} />}
          {readers && readers.length > 0 && matches.length === 0 && (
            <TypeaheadLine text={t("noMatch", { query: words?.trim() ?? "" })} />
          )}
          {matches.length > 0 && (
            <p
              aria-hidden
              className="shrink-0 truncate border-line border-t bg-sunken px-3 py-1.5 text-muted text-xs coarse:hidden"
            >
              {t.rich("keys", { k: (key) => <Kbd>{key}</Kbd> })}
            </p>
          )}
        </>
      )}
    </Typeahead>
  );
}

const PersonOption = ({ name, where }: { name: string; where: string }) => (
  <span className="flex min-h-7 items-center gap-2.5">
    <Avatar name={name} size="sm" />
    <bdi className="min-w-0 truncate font-medium">{name}</bdi>
    <span className="ms-auto max-w-1/2 shrink-0 truncate text-muted text-xs">{where}</span>
  </span>
);
