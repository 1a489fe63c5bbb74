"use client";
import { useQuery } from "@tanstack/react-query";
import { clsx } from "clsx";
import {
  AlarmClock,
  Bell,
  CircleCheck,
  Inbox,
  Layers,
  type LucideIcon,
  MessageCircleReply,
  MoreHorizontal,
  Store,
  UserRound,
} from "lucide-react";
import { useTranslations } from "next-intl";
import { useRef } from "react";
import { useTRPC } from "@/components/client/trpc";
import { Count } from "@/components/ui/badge";
import { IconButton } from "@/components/ui/icon-button";
import { Menu } from "@/components/ui/menu";
import { VIEWS } from "@/server/contract/constants";
import type { View } from "@/server/contract/conversations";
import { useFittingViews } from "./fitting-views";
import { useInbox } from "./inbox-state";
import { useViewLabel } from "./use-view-label";

const ICONS: Record<View, LucideIcon> = {
  mine: UserRound,
  needs_reply: MessageCircleReply,
  unassigned: Inbox,
  place: Store,
  all: Layers,
  following: Bell,
  snoozed: AlarmClock,
  resolved: CircleCheck,
};

/** The count of each view under the current filters; nothing while it is unknown. */
function useCountOf(): (view: View) => number {
  const trpc = useTRPC();
  const { filter, filterCount } = useInbox();
  const { view: _, ...narrowing } = filter;
  const counts = useQuery(trpc.conversations.counts.queryOptions(filterCount > 0 ? narrowing : undefined)).data;
  return (view) => (view === "resolved" ? 0 : (counts?.[view] ?? 0));
}

/** The views as a column, on wide screens. */
export function ViewsColumn() {
  const { view, setView } = useInbox();
  const t = useTranslations("inbox");
  const viewLabel = useViewLabel();
  const countOf = useCountOf();
  return (
    <nav
      aria-label={t("viewsNav")}
      className="hidden w-54 shrink-0 flex-col gap-0.5 border-line border-e bg-canvas p-3 wide:flex"
    >
      <h1 className="px-2.5 pt-1.5 pb-3 font-semibold text-xl tracking-tight">{t("title")}</h1>
      {VIEWS.map((each) => {
        const Icon = ICONS[each];
        const here = each === view;
        return (
          <button
            key={each}
            type="button"
            aria-current={here ? "page" : undefined}
            onClick={() => setView(each)}
            className={clsx(
              "flex min-h-9 items-center gap-2.5 rounded-md px-2.5 text-start text-base coarse:min-h-11",
              here ? "bg-surface font-semibold shadow-raised" : "text-muted hover:bg-hover hover:text-ink",
            )}
          >
            <Icon aria-hidden className={clsx("size-4", here && "text-accent")} />
            <span className="flex-1 truncate">{each === "all" ? t("viewAllShort") : viewLabel(each)}</span>
            <Count value={countOf(each)} tone={each === "mine" || each === "following" ? "accent" : "neutral"} />
          </button>
        );
      })}
    </nav>
  );
}

/** The same views as tabs above the list, on tablets and phones: as many as fit, and a menu of the others. */
export function ViewsStrip() {
  const { view, setView } = useInbox();
  const t = useTranslations("inbox");
  const viewLabel = useViewLabel();
  const countOf = useCountOf();
  const row = useRef<HTMLElement>(null);
  const fitting = useFittingViews(row, view);
  const others = VIEWS.filter((each) => !fitting.includes(each));
  const hiddenNews = others.includes("following") ? countOf("following") : 0;
  return (
    <nav
      ref={row}
      aria-label={t("viewsNav")}
      className="relative flex h-full items-stretch overflow-hidden wide:hidden"
    >
      {VIEWS.map((each) => (
        <button
          key={each}
          type="button"
          data-view={each}
          aria-current={each === view ? "page" : undefined}
          onClick={() => setView(each)}
          className={clsx(
            "focus-inset inline-flex shrink-0 items-center gap-1.5 border-b-2 px-2 text-sm @xl:px-2.5",
            !fitting.includes(each) && AWAY,
            each === view
              ? "border-accent font-semibold text-ink"
              : "border-transparent font-medium text-muted hover:text-ink",
          )}
        >
          {each === "all" ? t("viewAllShort") : viewLabel(each)}
          {each !== "resolved" && (
            <span className="nums font-medium text-muted text-xs">{shortCount(countOf(each))}</span>
          )}
        </button>
      ))}
      <Menu
        align="end"
        trigger={
          <IconButton
            label={hiddenNews > 0 ? t("moreViewsNew", { count: hiddenNews }) : t("moreViews")}
            data-view="others"
            icon={
              <span className="relative">
                <MoreHorizontal className="size-4" />
                {hiddenNews > 0 && <span className="absolute -end-1 -top-0.5 size-2 rounded-full bg-accent" />}
              </span>
            }
            className={clsx("my-auto shrink-0", others.length === 0 && AWAY)}
          />
        }
      >
        {({ Item }) =>
          others.map((each) => {
            const Icon = ICONS[each];
            return (
              <Item key={each} icon={<Icon />} onSelect={() => setView(each)}>
                {viewLabel(each)} <Count value={countOf(each)} />
              </Item>
            );
          })
        }
      </Menu>
    </nav>
  );
}

/** Out of sight, and still as wide as it would be. */
const AWAY = "invisible absolute start-0";
const shortCount = (value: number): string => (!value ? "" : value > 99 ? "99+" : String(value));
