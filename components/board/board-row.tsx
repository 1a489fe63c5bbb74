"use client";
import { clsx } from "clsx";
import { useTranslations } from "next-intl";
import { memo } from "react";
import { ChannelIcon } from "@/components/client/channels";
import { AtPlace } from "@/components/client/place-zones";
import type { ShownRow } from "@/components/conversations/held-rows";
import { Preview } from "@/components/conversations/preview";
import { Wait } from "@/components/conversations/wait";
import { Badge } from "@/components/ui/badge";
import { Age } from "@/components/ui/time";

/** One conversation on the board: a checkbox, the customer, the place, and the waiting time. Opening it leaves the board. */
export const BoardRow = memo(function BoardRow(props: {
  shown: ShownRow;
  /** Its position in the list, from 1, and the length of the list; -1 while more can be loaded. */
  place: number;
  of: number;
  /** Pixels. */
  top: number;
  height: number;
  isSelected: boolean;
  onToggle: (id: string, isRange: boolean) => void;
}) {
  const t = useTranslations("board");
  const { row, hasLeft } = props.shown;
  return (
    <li
      aria-posinset={props.place}
      aria-setsize={props.of}
      style={{ transform: `translateY(${props.top}px)`, height: props.height }}
      className={clsx(
        "absolute inset-x-0 top-0 flex items-stretch border-line border-b",
        props.isSelected ? "bg-accent-soft" : "hover:bg-hover",
        hasLeft && "opacity-60",
      )}
    >
      <label className="flex w-12 shrink-0 cursor-pointer items-center justify-center">
        <input
          type="checkbox"
          checked={props.isSelected}
          aria-label={t("select", { customer: row.customer.name })}
          onClick={(event) => props.onToggle(row.id, event.shiftKey)}
          onChange={() => {}}
        />
      </label>
      <a
        href={`/inbox?view=all&c=${row.id}`}
        className="focus-inset flex min-w-0 flex-1 items-center gap-3 py-2 pe-3.5"
      >
        <span className="min-w-0 flex-1">
          <span className="flex min-w-0 items-center gap-1.5">
            <ChannelIcon channel={row.channel} className="size-3.5 shrink-0 text-muted" />
            <span dir="auto" className="truncate font-medium">
              {row.customer.name}
            </span>
            {hasLeft && <Badge>{t("movedAway")}</Badge>}
          </span>
          <Preview row={row} className="text-muted" />
        </span>
        <span className="hidden w-32 shrink-0 text-end text-sm sm:block">
          <span className="block truncate">{row.place.name}</span>
          <span className={clsx("block truncate text-xs", row.assignee ? "text-muted" : "font-medium text-warning")}>
            {row.assignee?.name ?? t("unassigned")}
          </span>
        </span>
        <span className="nums w-16 shrink-0 text-end">
          <AtPlace placeId={row.place.id}>
            {row.waitingSince ? (
              <Wait since={row.waitingSince} placeId={row.place.id} className="text-sm" />
            ) : (
              <Age iso={row.lastMessageAt} className="text-muted text-sm" />
            )}
          </AtPlace>
        </span>
      </a>
    </li>
  );
});
