"use client";
import { useQuery } from "@tanstack/react-query";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useCallback, useEffect, useId, useRef, useState, useSyncExternalStore } from "react";
import { useTRPC } from "@/components/client/trpc";
import { announce } from "@/components/shell/announcements";
import { Button, buttonClass } from "@/components/ui/button";
import { Kbd } from "@/components/ui/kbd";
import { Skeleton } from "@/components/ui/skeleton";
import { fillMergeFields } from "@/server/contract/merge-fields";
import { matchReplies } from "./match-replies";
import { useMergeValues } from "./merge-values";
import { ReplyOption } from "./reply-option";
import { type OpenedAt, queryAt } from "./slash";

import { useListKeys } from "./use-list-keys";
import { useListPointer } from "./use-list-pointer";
import { useReplyInsertion } from "./use-reply-insertion";
import type { SavedRepliesState } from "./use-saved-replies";

type Props = SavedRepliesState & { at: OpenedAt; field: HTMLTextAreaElement };

/** Where the library of saved replies is. */
const LIBRARY = "/account/replies";

/** The caret of a field, followed as it moves. */
function useCaret(field: HTMLTextAreaElement): number {
  const subscribe = useCallback(
    (moved: () => void) => {
      document.addEventListener("selectionchange", moved);
      field.addEventListener("input", moved);
      return () => {
        document.removeEventListener("selectionchange", moved);
        field.removeEventListener("input", moved);
      };
    },
    [field],
  );
  return useSyncExternalStore(
    subscribe,
    () => field.selectionStart,
    () => 0,
  );
}

/** The saved replies that match what is typed after the slash. Its keys are those of the field, which keeps the focus. */
export function ReplyList({ at, field, text, detail, openAt, use }: Props) {
  const t = useTranslations("replies");
  const trpc = useTRPC();
  const { id: conversationId } = detail.row;
  const query = useQuery({ ...trpc.replies.for.queryOptions({ conversationId }), refetchOnMount: "always" });
  const merge = useMergeValues(detail);
  const listId = useId();
  const panel = useRef<HTMLDivElement>(null);
  const caret = useCaret(field);
  const words = queryAt(at, text, caret);
  const matches = matchReplies(query.data ?? [], words ?? "");
  const close = useCallback(() => openAt(null), [openAt]);
  // A sentence that goes on after a slash is no query.
  const isOver = words === null || (at.isSlash && query.data !== undefined && matches.length === 0 && /\s/.test(words));
  useEffect(() => {
    if (isOver) close();
  }, [isOver, close]);
  const [{ chosen, of }, choose] = useState({ chosen: 0, of: words });
  const active = of === words ? Math.min(chosen, matches.length - 1) : 0;
  const { insert, isWaiting } = useReplyInsertion({ field, from: at.from, caret, words }, merge, {
    onClose: close,
    onInsert: ({ id }) => use(id),
  });
  const count = query.data ? matches.length : null;
  useEffect(() => {
    if (count !== null) announce(t("list.found", { count }));
  }, [count, t]);
  const optionId = (index: number) => `${listId}-${matches[index]?.id}`;
  useListKeys(field, {
    listId: matches.length > 0 ? listId : null,
    activeId: matches[active] ? optionId(active) : null,
    onMove: (by) => choose({ chosen: (active + by + matches.length) % matches.length, of: words }),
    onChoose: () => matches[active] && insert(matches[active]),
    onClose: close,
  });
  useListPointer(panel, field, {
    onChoose: (option) => {
      const reply = matches.find((_, index) => optionId(index) === option.id);
      if (reply) insert(reply);
    },
    onLeave: close,
  });
  return (
    <div
      ref={panel}
      className="absolute inset-x-3 bottom-full z-20 mb-2 flex max-h-[min(22rem,45dvh)] animate-enter flex-col overflow-hidden rounded-xl border border-line bg-raised shadow-overlay"
    >
      {matches.length > 0 && (
        <div id={listId} role="listbox" aria-label={t("title")} className="thin-scroll min-h-0 overflow-y-auto p-1.5">
          {matches.map((reply, index) => (
            <ReplyOption
              key={reply.id}
              id={optionId(index)}
              reply={reply}
              text={fillMergeFields(reply.body, merge.values)}
              isActive={index === active}
            />
          ))}
        </div>
      )}
      {isWaiting && <Line text={t("list.waiting")} />}
      {query.isPending && <Skeleton className="m-3 h-10" />}
      {query.isError && (
        <Line text={t("list.failed")}>
          <Button onClick={() => query.refetch()}>{t("list.retry")}</Button>
        </Line>
      )}
      {query.data?.length === 0 && <Empty />}
      {query.data && query.data.length > 0 && matches.length === 0 && (
        <Line text={t("list.noMatch", { query: words?.trim() ?? "" })} />
      )}
      {query.data && query.data.length > 0 && <Foot />}
    </div>
  );
}

const Line = ({ text, children }: { text: string; children?: React.ReactNode }) => (
  <div className="flex flex-wrap items-center gap-3 px-4 py-3 text-sm">
    <p className="min-w-0 flex-1">{text}</p>
    {children}
  </div>
);

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
