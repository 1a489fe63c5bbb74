"use client";
import {
  ArrowRightLeft,
  AtSign,
  Bell,
  type LucideIcon,
  MessageSquareText,
  PhoneForwarded,
  Undo2,
  UserRoundCheck,
  X,
} from "lucide-react";
import { usePathname, useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useSyncExternalStore } from "react";
import { usePersonPreferences } from "@/components/client/person-preferences";
import { useInbox } from "@/components/conversations/inbox-state";
import type { Translate } from "@/components/ui/translate";
import type { View } from "@/server/contract/conversations";
import { wantsSound } from "./etiquette";
import type { Notice, NoticeKind } from "./notice";
import { maySound } from "./sound";

const ICONS: Record<NoticeKind, LucideIcon> = {
  message: MessageSquareText,
  assigned: UserRoundCheck,
  returned: Undo2,
  offered: ArrowRightLeft,
  callback: PhoneForwarded,
  mention: AtSign,
  followed: Bell,
};

/** The view that has a conversation with such a notice. */
const viewOf = ({ kind }: Notice): View =>
  kind === "offered" ? "all" : kind === "mention" || kind === "followed" ? "following" : "mine";

/** What a notice says, for the eye and for screen readers. */
export const noticeTitle = ({ kind, customer, by }: Notice, t: Translate<"notices">): string =>
  t(`title.${kind}`, { customer, by: by || "none" });

/** @returns opens a conversation, in the list that is on screen or in a new one */
function useOpen(): (notice: Notice) => void {
  const router = useRouter();
  const isInbox = usePathname() === "/inbox";
  const { open } = useInbox();
  return (notice) =>
    isInbox ? open(notice.conversationId) : router.push(`/inbox?view=${viewOf(notice)}&c=${notice.conversationId}`);
}

type CardProps = { onClose: () => void };

/** One notice: a tap anywhere on it opens the conversation. */
export function NoticeCard({ notice, onClose }: CardProps & { notice: Notice }) {
  const t = useTranslations("notices");
  const open = useOpen();
  const { customer } = notice;
  return (
    <Card
      kinds={[notice.kind]}
      icon={ICONS[notice.kind]}
      title={noticeTitle(notice, t)}
      detail={notice.detail}
      openLabel={t("openFor", { customer })}
      dismissLabel={t("dismissFor", { customer })}
      onOpen={() => {
        onClose();
        open(notice);
      }}
      onClose={onClose}
    />
  );
}

/** Several notices in one card. */
export function NoticesCard({ notices, onClose }: CardProps & { notices: readonly Notice[] }) {
  const t = useTranslations("notices");
  const router = useRouter();
  return (
    <Card
      kinds={notices.map(({ kind }) => kind)}
      icon={MessageSquareText}
      title={t("many", { count: notices.length })}
      detail={[...new Set(notices.map(({ customer }) => customer))].reverse().join(", ")}
      openLabel={t("openMine")}
      dismissLabel={t("dismissAll")}
      onOpen={() => {
        onClose();
        const [view = "mine", ...others] = new Set(notices.map(viewOf));
        router.push(`/inbox?view=${others.length > 0 ? "mine" : view}`);
      }}
      onClose={onClose}
    />
  );
}

const onTouch = (changed: () => void) => {
  for (const type of ["pointerup", "keydown"]) window.addEventListener(type, changed);
  return () => {
    for (const type of ["pointerup", "keydown"]) window.removeEventListener(type, changed);
  };
};

/** Whether the person wants a sound for one of these, and the browser plays none because they have not touched the page yet. */
function useIsSoundBlocked(kinds: readonly NoticeKind[]): boolean {
  const preferences = usePersonPreferences();
  const isBlocked = !useSyncExternalStore(onTouch, maySound, () => true);
  return isBlocked && preferences !== undefined && kinds.some((kind) => wantsSound(kind, preferences));
}

function Card(props: {
  kinds: readonly NoticeKind[];
  icon: LucideIcon;
  title: string;
  detail: string;
  openLabel: string;
  dismissLabel: string;
  onOpen: () => void;
  onClose: () => void;
}) {
  const { icon: Icon } = props;
  const t = useTranslations("notices");
  const isSoundBlocked = useIsSoundBlocked(props.kinds);
  return (
    <div className="flex w-full min-w-0 items-stretch">
      <button
        type="button"
        onClick={props.onOpen}
        className="flex min-h-14 min-w-0 flex-1 items-start gap-2.5 rounded-lg py-2.5 ps-3 text-start hover:bg-hover"
      >
        <Icon aria-hidden className="mt-0.5 size-4.5 shrink-0 text-accent-ink" />
        <span className="min-w-0">
          <span className="line-clamp-2 font-semibold text-sm">{props.title}</span>
          {props.detail && <span className="line-clamp-2 text-muted text-sm">{props.detail}</span>}
          {isSoundBlocked && <span className="block text-muted text-xs">{t("soundBlocked")}</span>}
          <span className="sr-only">{props.openLabel}</span>
        </span>
      </button>
      <button
        type="button"
        aria-label={props.dismissLabel}
        title={props.dismissLabel}
        onClick={props.onClose}
        className="flex w-11 shrink-0 items-center justify-center rounded-lg text-muted hover:bg-hover hover:text-ink"
      >
        <X aria-hidden className="size-4.5" />
      </button>
    </div>
  );
}
