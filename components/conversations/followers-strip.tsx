"use client";
import { useQuery } from "@tanstack/react-query";
import { Bell } from "lucide-react";
import { useTranslations } from "next-intl";
import { useMe } from "@/components/client/realtime";
import { useTRPC } from "@/components/client/trpc";
import { mayRead } from "@/components/mentions/match-people";
import { Button } from "@/components/ui/button";
import { useFormat } from "@/components/ui/use-format";
import type { ConversationRow } from "@/server/contract/conversations";
import { isFollowing } from "@/server/contract/views";
import { useActions } from "./use-actions";

/** The people who follow a conversation, and a button to follow it or to stop. Whoever may not read it now is left out. */
export function FollowersStrip({ row }: { row: ConversationRow }) {
  const t = useTranslations("following");
  const format = useFormat();
  const me = useMe();
  const actions = useActions();
  const people = useQuery(useTRPC().team.people.queryOptions()).data ?? [];
  const isMine = isFollowing(row, me.id);
  const others = people.filter(
    (person) => person.id !== me.id && row.followers[person.id] !== undefined && mayRead(person, row),
  );
  const names = [...(isMine ? [t("you")] : []), ...others.map(({ name }) => name)];
  if (names.length === 0) return null;
  return (
    <section
      aria-label={t("label")}
      className="flex shrink-0 items-center gap-2 border-line border-b bg-sunken px-4 fine:py-0.5 text-muted text-xs"
    >
      <Bell aria-hidden className="size-3.5 shrink-0" />
      <p className="line-clamp-2 min-w-0 flex-1">{t("by", { names: format.list(names) })}</p>
      <Button variant="quiet" onClick={() => actions.follow(row, !isMine)} aria-keyshortcuts="f">
        {isMine ? t("stop") : t("follow")}
      </Button>
    </section>
  );
}
