"use client";
import { useMutation, useQuery } from "@tanstack/react-query";
import { Ellipsis, MessageSquareQuote, Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useTRPC } from "@/components/client/trpc";
import { useErrorText } from "@/components/client/use-error-text";
import { CARD, CardSkeleton, Section } from "@/components/settings/section";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { EmptyState } from "@/components/ui/empty-state";
import { Input } from "@/components/ui/field";
import { IconButton } from "@/components/ui/icon-button";
import { Menu } from "@/components/ui/menu";
import { useNow } from "@/components/ui/time";
import { toastError, toastUndo } from "@/components/ui/toast";
import { useFormat } from "@/components/ui/use-format";
import type { SavedReply } from "@/server/contract/replies";
import { matchReplies } from "./match-replies";
import { ReplyForm } from "./reply-form";

/** The saved replies that the person may use, by library. */
export function ReplyLibrary() {
  const t = useTranslations("replies");
  const trpc = useTRPC();
  const query = useQuery({ ...trpc.replies.list.queryOptions(), refetchOnMount: "always" });
  const [text, setText] = useState("");
  const [open, setOpen] = useState<{ reply: SavedReply | null } | null>(null);
  const shown = matchReplies(query.data ?? [], text);
  const isEmpty = query.data?.length === 0;
  const add = (
    <Button variant="primary" onClick={() => setOpen({ reply: null })}>
      <Plus aria-hidden className="size-4" />
      {t("library.add")}
    </Button>
  );
  return (
    <>
      <Section title={t("title")} hint={t("hint")} action={!isEmpty && add}>
        {query.data && !isEmpty && (
          <Input
            aria-label={t("library.search")}
            placeholder={t("library.searchHint")}
            value={text}
            onChange={(event) => setText(event.target.value)}
            className="mb-3 max-w-sm"
          />
        )}
        {shown.length > 0 && <Groups replies={shown} onEdit={(reply) => setOpen({ reply })} />}
        {shown.length === 0 && (
          <div className={CARD}>
            {query.isPending && (
              <ul>
                <CardSkeleton />
              </ul>
            )}
            {query.isError && (
              <EmptyState
                title={t("library.failed")}
                action={<Button onClick={() => query.refetch()}>{t("library.retry")}</Button>}
              />
            )}
            {isEmpty && (
              <EmptyState icon={<MessageSquareQuote />} title={t("library.empty")} action={add}>
                {t("library.emptyHint")}
              </EmptyState>
            )}
            {query.data && !isEmpty && <EmptyState title={t("library.noMatch", { query: text.trim() })} />}
          </div>
        )}
      </Section>
      {open && <ReplyForm reply={open.reply} onClose={() => setOpen(null)} />}
    </>
  );
}

const keyOf = ({ library }: SavedReply): string => (library.kind === "place" ? library.placeId : library.kind);

/** One card for each library: the person's own first, then those of places, then everybody's. */
function Groups({ replies, onEdit }: { replies: readonly SavedReply[]; onEdit: (reply: SavedReply) => void }) {
  const t = useTranslations("replies");
  const groups = Map.groupBy(replies, keyOf);
  const places = [...groups.keys()].filter((key) => key !== "personal" && key !== "organization");
  const nameOf = (key: string) => groups.get(key)?.[0]?.placeName ?? "";
  places.sort((a, b) => nameOf(a).localeCompare(nameOf(b)));
  const labelOf = (key: string) => (key === "personal" || key === "organization" ? t(`libraries.${key}`) : nameOf(key));
  return (
    <div className="grid gap-4">
      {["personal", ...places, "organization"].map((key) => {
        const members = groups.get(key);
        if (!members) return null;
        return (
          <div key={key}>
            <h3 id={`replies-${key}`} className="mb-1.5 font-medium text-muted text-sm">
              {labelOf(key)}
            </h3>
            <ul aria-labelledby={`replies-${key}`} className={CARD}>
              {members.map((reply) => (
                <ReplyRow key={reply.id} reply={reply} onEdit={() => onEdit(reply)} />
              ))}
            </ul>
          </div>
        );
      })}
    </div>
  );
}

function ReplyRow({ reply, onEdit }: { reply: SavedReply; onEdit: () => void }) {
  const t = useTranslations("replies");
  const { name, shortcut, body, canEdit } = reply;
  return (
    <li className="flex items-center gap-3 border-line border-b px-3.5 py-2.5 last:border-b-0">
      <div className="min-w-0 flex-1">
        <p className="flex flex-wrap items-center gap-x-2 gap-y-0.5">
          <bdi className="min-w-0 break-words font-medium">{name}</bdi>
          {shortcut && <Badge title={t("library.shortcut", { shortcut })}>/{shortcut}</Badge>}
        </p>
        <p className="line-clamp-2 text-sm">
          <bdi>{body}</bdi>
        </p>
        <Usage reply={reply} />
      </div>
      {canEdit && (
        <>
          <Button onClick={onEdit} aria-label={t("library.editThis", { name })}>
            {t("library.edit")}
          </Button>
          <RowMenu reply={reply} />
        </>
      )}
    </li>
  );
}

function Usage({ reply: { used, lastUsedAt } }: { reply: SavedReply }) {
  const t = useTranslations("replies");
  const format = useFormat();
  const now = useNow();
  return (
    <p
      className="nums mt-0.5 text-muted text-xs"
      title={lastUsedAt ? format.fullTime(lastUsedAt) : undefined}
      suppressHydrationWarning
    >
      {lastUsedAt ? t("library.used", { count: used, date: format.shortDate(lastUsedAt, now) }) : t("library.unused")}
    </p>
  );
}

function RowMenu({ reply }: { reply: SavedReply }) {
  const t = useTranslations("replies");
  const remove = useDelete(reply);
  return (
    <Menu
      align="end"
      trigger={<IconButton label={t("library.more", { name: reply.name })} icon={<Ellipsis className="size-4" />} />}
    >
      {({ Item }) => (
        <Item tone="danger" onSelect={remove}>
          {t("library.delete")}
        </Item>
      )}
    </Menu>
  );
}

/** @returns a function that deletes a saved reply, and offers Undo */
function useDelete({ id: replyId, name }: SavedReply): () => void {
  const t = useTranslations("replies");
  const errorText = useErrorText();
  const trpc = useTRPC();
  const restore = useMutation(
    trpc.replies.restore.mutationOptions({
      onError: (error) => toastError(errorText(error, t("library.restoreFailed"))),
    }),
  );
  const undo = { label: t("library.undo"), run: () => restore.mutate({ replyId }) };
  // Not a callback of `mutate`, which is skipped once the row has left the list.
  const remove = useMutation(
    trpc.replies.delete.mutationOptions({
      onSuccess: () => toastUndo(t("library.deleted", { name }), undo),
      onError: (error) => toastError(errorText(error, t("library.deleteFailed"))),
    }),
  );
  return () => remove.mutate({ replyId });
}
