"use client";
import { useQuery } from "@tanstack/react-query";
import { clsx } from "clsx";
import { useTranslations } from "next-intl";
import { Fragment } from "react";
import { useMe } from "@/components/client/realtime";
import { useTRPC } from "@/components/client/trpc";
import { linkified } from "@/components/conversations/rich-text";
import { splitMentions } from "@/server/contract/mention-text";
import type { Mention } from "@/server/contract/mentions";

/** A note that mentions colleagues, by the names that they have now. */
export function NoteText({ text, mentions }: { text: string; mentions: readonly Mention[] }) {
  return (
    <span dir="auto" className="wrap-text block">
      {splitMentions(text, mentions).map((part, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: parts of one immutable text
        <Fragment key={index}>{typeof part === "string" ? linkified(part) : <Mentioned mention={part} />}</Fragment>
      ))}
    </span>
  );
}

function Mentioned({ mention: { userId, label } }: { mention: Mention }) {
  const t = useTranslations("mentions");
  const me = useMe();
  const people = useQuery(useTRPC().team.people.queryOptions()).data;
  const isMe = userId === me.id;
  const name = people?.find(({ id }) => id === userId)?.name ?? label;
  return (
    <bdi
      className={clsx(
        "rounded px-1 py-px font-semibold",
        isMe ? "bg-accent text-on-accent" : "bg-accent-soft text-accent-ink",
      )}
    >
      @{name}
      {isMe && <span className="sr-only"> {t("you")}</span>}
    </bdi>
  );
}
