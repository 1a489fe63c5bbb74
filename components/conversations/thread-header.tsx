"use client";
import { clsx } from "clsx";
import {
  AlarmClock,
  ArrowLeft,
  ArrowRightLeft,
  CircleCheck,
  Hand,
  PanelBottom,
  PanelLeft,
  PanelRight,
  PenLine,
  RotateCcw,
  UserPlus,
} from "lucide-react";
import { useTranslations } from "next-intl";
import { useEffect, useRef } from "react";
import { CallButton } from "@/components/calls/call-button";
import { ChannelIcon, useChannels } from "@/components/client/channels";
import { useMe, useViewers } from "@/components/client/realtime";
import { useShortcuts } from "@/components/shell/shortcuts";
import { Avatar } from "@/components/ui/avatar";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { IconButton } from "@/components/ui/icon-button";
import { lazyComponent } from "@/components/ui/lazy";
import { useNow } from "@/components/ui/time";
import { useFormat } from "@/components/ui/use-format";
import type { ConversationDetail } from "@/server/contract/conversations";
import { useInbox } from "./inbox-state";
import { RowMenu } from "./row-menu";
import { useActions } from "./use-actions";

const FollowButton = lazyComponent(() => import("./follow-button").then((code) => code.FollowButton));

function Viewers({ conversationId }: { conversationId: string }) {
  const t = useTranslations("thread");
  const viewers = useViewers(conversationId);
  if (viewers.length === 0) return null;
  return (
    <ul aria-label={t("alsoHere")} className="flex items-center -space-x-0.5">
      {viewers.slice(0, 4).map((viewer) => (
        <li key={viewer.userId} className="relative rounded-full ring-2 ring-surface">
          <Avatar
            name={viewer.name}
            size="sm"
            label={t("viewer", { name: viewer.name, composing: viewer.composing ?? "none" })}
          />
          {viewer.composing && (
            <PenLine
              aria-hidden
              className="absolute -end-1 -bottom-1 size-3 rounded-full bg-accent p-px text-on-accent"
            />
          )}
        </li>
      ))}
      {viewers.length > 4 && <li className="ps-2.5 text-muted text-xs">+{viewers.length - 4}</li>}
    </ul>
  );
}

/** The assignee, or the status. */
function AssigneeOrStatus({ row, can }: Pick<ConversationDetail, "row" | "can">) {
  const t = useTranslations("thread");
  const format = useFormat();
  const now = useNow();
  const me = useMe();
  if (row.status === "resolved") return <Badge tone="positive">{t("resolved")}</Badge>;
  if (row.status === "snoozed" && row.snoozedUntil)
    return <Badge>{t("snoozedUntil", { at: format.moment(row.snoozedUntil, now) })}</Badge>;
  if (!row.assignee)
    return (
      <Badge tone="warning" className={clsx(can.claim && "@max-lg:hidden")}>
        {t("unassigned")}
      </Badge>
    );
  return row.assignee.id === me.id ? (
    <Badge tone="accent">{t("yours")}</Badge>
  ) : (
    <Badge className="min-w-0 shrink!">
      <span className="truncate">{t("assignedTo", { name: row.assignee.name })}</span>
    </Badge>
  );
}

function Heading({ detail }: { detail: ConversationDetail }) {
  const { labelOf: channelLabel } = useChannels();
  const { row } = detail;
  const heading = useRef<HTMLHeadingElement>(null);
  // Opening a conversation moves the focus to it, unless the person is writing.
  useEffect(() => {
    const active = document.activeElement;
    if (active instanceof HTMLElement && active.matches("input, textarea, select")) return;
    heading.current?.focus({ preventScroll: true });
  }, []);
  return (
    // In a narrow header the name has its own line, because it would not fit beside the badge and the buttons.
    <div className="grid min-w-0 flex-1 grid-cols-[minmax(0,auto)_minmax(3rem,1fr)] items-center gap-x-2 @lg:grid-cols-[minmax(0,auto)_auto] @lg:justify-start">
      <h2
        ref={heading}
        tabIndex={-1}
        className="col-span-full truncate font-semibold text-lg leading-6 focus:outline-none @lg:col-span-1"
      >
        <bdi>{row.customer.name}</bdi>
      </h2>
      <AssigneeOrStatus {...detail} />
      <p
        className={clsx(
          "flex min-w-0 items-center gap-1.5 text-muted text-xs @lg:col-span-full",
          // No badge is beside it then.
          detail.can.claim && "col-span-full",
        )}
      >
        <ChannelIcon channel={row.channel} className="size-3 shrink-0" />
        <span className="truncate">
          {channelLabel(row.channel)} · {row.place.name}
          {row.customer.contact && row.customer.contact !== row.customer.name ? ` · ${row.customer.contact}` : ""}
        </span>
      </p>
    </div>
  );
}

type Props = {
  detail: ConversationDetail;
  contextToggle: { isOpen: boolean; toggle: () => void };
  /** Brings the list back, where it is away. */
  onShowList?: () => void;
};

/** The header of a thread: customer, assignee, other viewers, actions. */
export function ThreadHeader({ detail, contextToggle, onShowList }: Props) {
  const t = useTranslations("thread");
  const { row, can } = detail;
  const actions = useActions();
  const { close } = useInbox();
  useShortcuts([{ keys: "p", label: t("toggleDetails"), group: "Conversation", run: contextToggle.toggle }]);
  const isDone = row.status === "resolved";
  return (
    <header className="@container shrink-0 border-line border-b bg-surface">
      <div className="flex min-h-14 items-center gap-1.5 ps-2 pe-2 expanded:ps-4">
        <IconButton
          label={t("back")}
          icon={<ArrowLeft className="size-5 rtl:-scale-x-100" />}
          onClick={close}
          className="expanded:hidden"
        />
        {onShowList && (
          <IconButton
            label={t("showList")}
            keys="L"
            icon={<PanelLeft className="size-4.5 rtl:-scale-x-100" />}
            onClick={onShowList}
            className="-ms-2"
          />
        )}
        <Heading detail={detail} />
        <Viewers conversationId={row.id} />
        {can.claim && (
          <Button variant="primary" onClick={() => actions.claim(row)} aria-keyshortcuts="m">
            <Hand aria-hidden className="size-4 @max-lg:hidden" /> {t("claim")}
          </Button>
        )}
        {!isDone && (
          // Beside Claim, in a header that is not wide, they are in the menu: the customer's name needs the room.
          <div className={clsx("hidden items-center", can.claim ? "@2xl:flex" : "@lg:flex")}>
            {can.assign && (
              <IconButton
                label={t("assign")}
                keys="A"
                icon={<UserPlus className="size-4.5" />}
                onClick={() => actions.ask("assign", row)}
              />
            )}
            {can.transfer && (
              <IconButton
                label={t("transfer")}
                keys="T"
                icon={<ArrowRightLeft className="size-4.5" />}
                onClick={() => actions.ask("transfer", row)}
              />
            )}
            <IconButton
              label={t("snooze")}
              keys="S"
              icon={<AlarmClock className="size-4.5" />}
              onClick={() => actions.ask("snooze", row)}
            />
          </div>
        )}
        {!isDone && can.resolve && (
          <Button
            onClick={() => actions.resolve(row)}
            aria-keyshortcuts="e"
            aria-label={t("resolve")}
            // In a narrow header, Resolve is in the menu: the customer's name needs the room.
            className={can.claim ? "@max-lg:hidden" : "@max-md:hidden"}
          >
            <CircleCheck aria-hidden className="size-4 text-positive" />
            <span className="hidden @2xl:inline">{t("resolve")}</span>
          </Button>
        )}
        <FollowButton row={row} mayClaim={can.claim} />
        {row.status !== "open" && (
          <Button onClick={() => actions.reopen(row)}>
            <RotateCcw aria-hidden className="size-4" /> {t("reopen")}
          </Button>
        )}
        <CallButton row={row} />
        <RowMenu row={row} label={t("moreActions")} />
        <IconButton
          label={contextToggle.isOpen ? t("hideDetails") : t("showDetails")}
          keys="P"
          icon={
            <>
              <PanelRight className="hidden size-4.5 expanded:block rtl:-scale-x-100" />
              <PanelBottom className="size-4.5 expanded:hidden" />
            </>
          }
          className={clsx(contextToggle.isOpen && "bg-hover text-ink")}
          onClick={contextToggle.toggle}
        />
      </div>
    </header>
  );
}
