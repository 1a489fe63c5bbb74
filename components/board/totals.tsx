"use client";
import { clsx } from "clsx";
import { Hourglass, MessageCircleQuestion, MessagesSquare, UserRoundX } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { waitLevel } from "@/components/conversations/wait";
import { useWaitThresholds } from "@/components/conversations/wait-thresholds";
import { useNow } from "@/components/ui/time";
import { useFormat } from "@/components/ui/use-format";
import type { Totals as Numbers } from "./use-board";

function Tile(props: { label: string; icon: ReactNode; meaning: string; value: ReactNode; tone?: string }) {
  return (
    <div className="min-w-0 rounded-lg border border-line bg-surface px-4 py-3" title={props.meaning}>
      <dt className="flex items-center gap-1.5 truncate font-medium text-muted text-xs [&_svg]:size-3.5">
        {props.icon}
        {props.label}
      </dt>
      <dd className={clsx("nums mt-0.5 h-8 truncate font-semibold text-xl leading-8", props.tone)}>{props.value}</dd>
    </div>
  );
}

/** The four most important numbers of the board. */
export function Totals({ totals, clearSince }: { totals: Numbers; clearSince: number | null }) {
  const t = useTranslations("board");
  const format = useFormat();
  const now = useNow();
  const level = waitLevel(totals.oldest, now, useWaitThresholds().organization);
  const tone = { clear: "text-positive", waiting: undefined, warning: "text-warning", late: "text-danger" }[level];
  const longest = totals.oldest ? format.shortAge(totals.oldest, now) : "–";
  return (
    <dl className="grid grid-cols-2 gap-3 expanded:grid-cols-4">
      <Tile
        label={t("waiting")}
        icon={<MessageCircleQuestion aria-hidden />}
        meaning={t("waitingMeaning")}
        value={
          clearSince === null ? (
            totals.waiting
          ) : (
            <span className="text-lg">{t("clearSince", { at: format.clockTime(clearSince) })}</span>
          )
        }
        tone={clearSince === null ? undefined : "text-positive"}
      />
      <Tile
        label={t("longest")}
        icon={<Hourglass aria-hidden />}
        meaning={t("longestMeaning")}
        value={longest}
        tone={tone}
      />
      <Tile
        label={t("unassigned")}
        icon={<UserRoundX aria-hidden />}
        meaning={t("unassignedMeaning")}
        value={totals.unassigned}
      />
      <Tile label={t("open")} icon={<MessagesSquare aria-hidden />} meaning={t("openMeaning")} value={totals.open} />
    </dl>
  );
}
