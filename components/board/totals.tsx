"use client";
import { clsx } from "clsx";
import { Hourglass, MessageCircleQuestion, MessagesSquare, UserRoundX } from "lucide-react";
import type { ReactNode } from "react";
import { waitLevel } from "@/components/conversations/wait";
import { clockTime } from "@/components/ui/format";
import { shortAge, useNow } from "@/components/ui/time";
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

/** The four numbers a supervisor looks at first. */
export function Totals({ totals, clearSince }: { totals: Numbers; clearSince: number | null }) {
  const now = useNow();
  const level = waitLevel(totals.oldest, now);
  const tone = { clear: "text-positive", waiting: undefined, warning: "text-warning", late: "text-danger" }[level];
  const longest = totals.oldest ? shortAge(totals.oldest, now) : "–";
  return (
    <dl className="grid grid-cols-2 gap-3 expanded:grid-cols-4">
      <Tile
        label="Waiting"
        icon={<MessageCircleQuestion aria-hidden />}
        meaning="Open conversations with a message from the customer that no reply has answered"
        value={
          clearSince === null ? (
            totals.waiting
          ) : (
            <span className="text-lg">All clear since {clockTime(clearSince)}</span>
          )
        }
        tone={clearSince === null ? undefined : "text-positive"}
      />
      <Tile
        label="Longest waiting"
        icon={<Hourglass aria-hidden />}
        meaning="Since the oldest message that no reply has answered"
        value={longest}
        tone={tone}
      />
      <Tile
        label="Unassigned"
        icon={<UserRoundX aria-hidden />}
        meaning="Open conversations nobody has claimed"
        value={totals.unassigned}
      />
      <Tile
        label="Open"
        icon={<MessagesSquare aria-hidden />}
        meaning="Open conversations at every place"
        value={totals.open}
      />
    </dl>
  );
}
