"use client";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useCallback } from "react";
import { useTRPC } from "@/components/client/trpc";
import type { OpenedAt } from "@/components/typeahead/opened-at";
import { Typeahead, TypeaheadLine } from "@/components/typeahead/typeahead";
import { Button, buttonClass } from "@/components/ui/button";
import { Kbd } from "@/components/ui/kbd";
import { Skeleton } from "@/components/ui/skeleton";
import { fillMergeFields } from "@/server/contract/merge-fields";
import { matchReplies } from "./match-replies";
import { useMergeValues } from "./merge-values";
import { ReplyOption } from "./reply-option";
import { useReplyInsertion } from "./use-reply-insertion";
import type { SavedRepliesState } from "./use-saved-replies";

type Props = SavedRepliesState & { at: OpenedAt; field: HTMLTextAreaElement };

/** Where the library of saved replies is. */
const LIBRARY = "/account/replies";

/** The saved replies that match what is typed after the slash. */
export function ReplyList({ at, field, text, detail, openAt, use }: Props) {
  const t = useTranslations("replies");
  const trpc = useTRPC();
  const { id: conversationId } = detail.row;
  const query = useQuery({ ...trpc.replies.for.queryOptions({ conversationId }), refetchOnMount: "always" });
  const merge = useMergeValues(detail);
  const close = useCallback(() => openAt(null), [openAt]);
  const { insert, isWaitingFor } = useReplyInsertion({ field, from: at.from }, merge, {
    onClose: close,
    onInsert: ({ id }) => use(id),
  });
  return (
    <Typeahead
      {...{ at, field, text }}
      label={t("title")}
      all={query.data}
      match={matchReplies}
      found={(count) => t("list.found", { count })}
      option={(reply) => <ReplyOption reply={reply} text={fillMergeFields(reply.body, merge.values)} />}
      onChoose={insert}
      onClose={close}
    >
      {({ words, caret }, matches) => (
        <>
          {isWaitingFor({ words, caret }) && <TypeaheadLine text={t("list.waiting")} />}
          {query.isPending && <Skeleton className="m-3 h-10" />}
          {query.isError && (
            <TypeaheadLine text={t("list.failed")}>
              <Button onClick={() => query.refetch()}>{t("list.retry")}</Button>
            </TypeaheadLine>
          )}
          {query.data?.length === 0 && <Empty />}
          {query.data && query.data.length > 0 && matches.length === 0 && (
            <TypeaheadLine text={t("list.noMatch", { query: words?.trim() ?? "" })} />
          )}
          {query.data && query.data.length > 0 && <Foot />}
        </>
      )}
    </Typeahead>
  );
}

function Empty() {
  const t = useTranslations("replies");
  return (
    <div className="flex flex-wrap items-center gap-3 px-4 py-3">
      <p className="min-w-0 flex-1 basis-56">
        <span className="block font-medium">{t("list.empty")}</span>
        <span className="block text-muted text-sm">{t("list.emptyHint")}</span>
      </p>
      <Link href={LIBRARY} className={buttonClass("primary")}>
        {t("list.create")}
      </Link>
    </div>
  );
}

function Foot() {
  const t = useTranslations("replies");
  return (
    <div className="flex shrink-0 items-center gap-3 border-line border-t bg-sunken px-3 py-1 text-muted text-xs">
      <span className="min-w-0 flex-1 truncate">
        <span aria-hidden className="coarse:hidden">
          {t.rich("list.keys", { k: (key) => <Kbd>{key}</Kbd> })}
        </span>
      </span>
      <Link href={LIBRARY} className={buttonClass("link")}>
        {t("list.manage")}
      </Link>
    </div>
  );
}
