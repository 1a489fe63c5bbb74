"use client";
import { clsx } from "clsx";
import { ArrowRightLeft, AtSign, Eye, Hand, PenLine } from "lucide-react";
import { useTranslations } from "next-intl";
import { memo } from "react";
import { ChannelIcon } from "@/components/client/channels";
import { AtPlace } from "@/components/client/place-zones";
import { useMe, useViewers } from "@/components/client/realtime";
import { Avatar } from "@/components/ui/avatar";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Age, useNow } from "@/components/ui/time";
import { useFormat } from "@/components/ui/use-format";
import type { ConversationRow as Row } from "@/server/contract/conversations";
import { useDraft } from "./drafts";
import { hrefOf } from "./inbox-state";
import { isOfferedTo } from "./offered";
import { Preview } from "./preview";
import { RowMenu } from "./row-menu";
import { useActions } from "./use-actions";
import { Wait } from "./wait";

function Watchers({ id }: { id: string }) {
  const t = useTranslations("inbox");
  const format = useFormat();
  const viewers = useViewers(id);
  if (viewers.length === 0) return null;
  const writer = viewers.find((viewer) => viewer.composing);
  const names = format.list(viewers.map((viewer) => viewer.name));
  return (
    <span
      className="inline-flex items-center gap-1 text-accent-ink text-xs"
      title={t("viewing", { names, count: viewers.length })}
    >
      {writer ? <PenLine aria-hidden className="size-3" /> : <Eye aria-hidden className="size-3" />}
      <span className="sr-only">
        {writer ? t("writing", { name: writer.name }) : t("viewing", { names, count: viewers.length })}
      </span>
    </span>
  );
}

function OfferBadge({ row }: { row: Row }) {
  const t = useTranslations("inbox");
  const me = useMe();
  if (!row.offer) return null;
  const isMine = isOfferedTo(row, me);
  return (
    <Badge tone={isMine ? "solid" : "accent"} className="min-w-0 shrink! border border-accent/30">
      <ArrowRightLeft aria-hidden className="size-3 shrink-0" />
      <span className="truncate">
        {isMine
          ? t("offeredToYou")
          : t("offeredTo", { target: row.offer.toUser?.name ?? row.offer.toPlace?.name ?? t("aQueue") })}
      </span>
    </Badge>
  );
}

function Assignee({ row, withName = false }: { row: Row; withName?: boolean }) {
  const t = useTranslations("inbox");
  const me = useMe();
  if (!row.assignee) return null;
  const isMine = row.assignee.id === me.id;
  return (
    <span className="flex min-w-0 items-center gap-1.5">
      <Avatar
        name={row.assignee.name}
        size="xs"
        label={isMine ? t("assignedToYou") : t("assignedTo", { name: row.assignee.name })}
        className="ring-1 ring-line"
      />
      {withName && (
        <span aria-hidden className="truncate">
          {isMine ? t("you") : row.assignee.name}
        </span>
      )}
    </span>
  );
}

function DraftBadge({ id }: { id: string }) {
  const t = useTranslations("inbox");
  const [reply] = useDraft(id, "reply");
  const [note] = useDraft(id, "note");
  return (reply || note) && <Badge>{t("draft")}</Badge>;
}

/** A separate column in a wide list: the assignee, or a button to claim. */
function Owner({ row, mayClaim }: { row: Row; mayClaim: boolean }) {
  const t = useTranslations("inbox");
  const actions = useActions();
  return (
    <span className="hidden w-32 shrink-0 justify-end text-muted text-sm @2xl:flex">
      <Assignee row={row} withName />
      {!row.assignee && mayClaim && row.status === "open" && (
        <Button aria-label={t("claimOf", { customer: row.customer.name })} onClick={() => actions.claim(row)}>
          <Hand aria-hidden className="size-4" /> {t("claim")}
        </Button>
      )}
    </span>
  );
}

type Props = {
  row: Row;
  hasLeft: boolean;
  isOpen: boolean;
  isCursor: boolean;
  isUnread: boolean;
  /** A note that they have not seen mentions the person. */
  hasMention: boolean;
  /** The list has conversations of every status. */
  isMixed?: boolean;
  onOpen: (id: string) => void;
};

/** The place, assignee and current viewers, in the line that leaves space for the menu. */
function PlaceAndAssignee({ row, hasLeft, isMixed }: Pick<Props, "row" | "hasLeft" | "isMixed">) {
  const t = useTranslations("inbox");
  const format = useFormat();
  const now = useNow();
  return (
    <span className="mt-0.5 flex min-h-5 items-center gap-2 text-muted text-xs transition-[padding] fine:group-focus-within:pe-8 fine:group-hover:pe-8 coarse:pe-11 @2xl:pe-0!">
      {/* An offer shows its target instead of the place, because both do not fit a narrow list. */}
      <span className={clsx("truncate", row.offer && "@2xl:inline hidden")}>{row.place.name}</span>
      <DraftBadge id={row.id} />
      {row.scheduled && <Badge>{t("scheduled")}</Badge>}
      {hasLeft && <Badge>{t("movedAway")}</Badge>}
      {row.status === "resolved" && isMixed && <Badge tone="positive">{t("views.resolved")}</Badge>}
      {row.status === "snoozed" && row.snoozedUntil && (
        <Badge>{t("until", { at: format.moment(row.snoozedUntil, now) })}</Badge>
      )}
      <OfferBadge row={row} />
      <span className="ms-auto flex min-w-0 items-center gap-1.5">
        <Watchers id={row.id} />
        <span className="@2xl:hidden">
          <Assignee row={row} />
        </span>
      </span>
    </span>
  );
}

/** One row of the inbox: customer, place, preview, waiting time, assignee. */
export const ConversationRow = memo(function ConversationRow(props: Props) {
  const t = useTranslations("inbox");
  const { row, hasLeft, isOpen, isCursor, isUnread, hasMention, isMixed, onOpen } = props;
  return (
    <div
      className={clsx(
        "group relative flex min-h-[84px] items-center border-line border-b transition-colors",
        isOpen ? "bg-accent-soft" : "hover:bg-hover",
      )}
    >
      {(isOpen || isCursor) && (
        <span
          aria-hidden
          className={clsx("absolute inset-y-0 start-0 w-[3px]", isOpen ? "bg-accent" : "bg-line-strong")}
        />
      )}
      <a
        href={hrefOf(row.id)}
        data-row={row.id}
        aria-current={isOpen ? "true" : undefined}
        onClick={(event) => {
          if (event.metaKey || event.ctrlKey || event.shiftKey || event.button !== 0) return;
          event.preventDefault();
          onOpen(row.id);
        }}
        className={clsx(
          "focus-inset flex min-w-0 flex-1 gap-3 self-stretch py-2.5 ps-3.5 pe-3",
          hasLeft && "opacity-60",
        )}
      >
        <span className="relative mt-0.5 h-fit">
          <Avatar name={row.customer.name} className="size-9" />
          <span className="absolute -end-1 -bottom-1 flex size-4.5 items-center justify-center rounded-full bg-surface text-muted ring-1 ring-line">
            <ChannelIcon channel={row.channel} className="size-2.5" />
          </span>
        </span>
        <span className="flex min-w-0 flex-1 flex-col gap-0.5">
          <span className="flex items-center gap-2">
            <bdi className={clsx("min-w-0 flex-1 truncate text-base", isUnread ? "font-semibold" : "font-medium")}>
              {row.customer.name}
            </bdi>
            <AtPlace placeId={row.place.id}>
              {row.waitingSince ? (
                <Wait since={row.waitingSince} placeId={row.place.id} className="text-xs" />
              ) : (
                <Age iso={row.lastMessageAt} className="nums text-muted text-xs" />
              )}
            </AtPlace>
          </span>
          <span className="flex items-center gap-2">
            <span className="min-w-0 flex-1">
              <Preview row={row} className={isUnread ? "text-ink" : "text-muted"} />
            </span>
            {hasMention && (
              <span className="inline-flex size-4.5 shrink-0 items-center justify-center rounded-full bg-accent text-on-accent">
                <AtSign aria-hidden className="size-3" />
                <span className="sr-only">{t("mentioned")}</span>
              </span>
            )}
            {isUnread && (
              <span className="size-2 shrink-0 rounded-full bg-accent">
                <span className="sr-only">{t("unread")}</span>
              </span>
            )}
          </span>
          <AtPlace placeId={row.place.id}>
            <PlaceAndAssignee {...{ row, hasLeft, isMixed }} />
          </AtPlace>
        </span>
      </a>
      <Owner row={row} mayClaim={!hasLeft} />
      {/* A row that has left is not updated any more. */}
      {!hasLeft && (
        <RowMenu
          row={row}
          className="absolute! end-1 bottom-1 coarse:bottom-0 fine:opacity-0 fine:focus-visible:opacity-100 fine:group-hover:opacity-100 fine:data-[state=open]:opacity-100 @2xl:static! @2xl:mx-1.5"
        />
      )}
    </div>
  );
});
