"use client";
import { clsx } from "clsx";
import { Store, Users } from "lucide-react";
import { useTranslations } from "next-intl";
import { useHeldOrder } from "@/components/conversations/held-rows";
import { Wait } from "@/components/conversations/wait";
import { useWaitThresholds } from "@/components/conversations/wait-thresholds";
import { useNow } from "@/components/ui/time";
import type { PlaceTile } from "@/server/contract/team";
import { placesInOrder } from "./order";
import { Panel } from "./panel";
import { useReading } from "./use-reading";

const placeIdOf = (tile: PlaceTile) => tile.place.id;

const HEAD = "px-2 py-1.5 text-end font-medium text-muted text-xs";
const CELL = "nums px-2 py-1.5 text-end text-sm";

/**
 * Stores and teams, those with a long wait first. Selecting one shows its conversations. Rows do not move while somebody reads
 * them.
 */
export function PlacesTable(props: {
  tiles: PlaceTile[];
  chosen: string | null;
  onChoose: (id: string | null) => void;
}) {
  const t = useTranslations("board");
  const { isReading, handlers } = useReading();
  const tiles = useHeldOrder(placesInOrder(props.tiles, useNow(), useWaitThresholds()), placeIdOf, isReading);
  return (
    <Panel title={t("storesAndTeams")} body={handlers}>
      {/* Columns have a fixed width, so that a number with one more digit does not move the others. */}
      <table className="w-full table-fixed border-collapse">
        <colgroup>
          <col />
          <col className="w-14" />
          <col className="w-22" />
          <col className="w-20" />
        </colgroup>
        <thead className="sticky top-0 z-10 bg-surface">
          <tr className="border-line border-b">
            <th scope="col" className="px-3.5 py-1.5 text-start font-medium text-muted text-xs">
              {t("place")}
            </th>
            <th scope="col" className={HEAD}>
              {t("open")}
            </th>
            <th scope="col" className={HEAD}>
              {t("unassigned")}
            </th>
            <th scope="col" className={clsx(HEAD, "pe-3.5")}>
              {t("oldest")}
            </th>
          </tr>
        </thead>
        <tbody>
          {tiles.map((tile) => (
            <Row
              key={tile.place.id}
              tile={tile}
              isChosen={props.chosen === tile.place.id}
              onChoose={() => props.onChoose(props.chosen === tile.place.id ? null : tile.place.id)}
            />
          ))}
        </tbody>
      </table>
    </Panel>
  );
}

function Row({ tile, isChosen, onChoose }: { tile: PlaceTile; isChosen: boolean; onChoose: () => void }) {
  const t = useTranslations("board");
  const Icon = tile.place.kind === "store" ? Store : Users;
  return (
    <tr className={clsx("border-line border-b last:border-b-0", isChosen ? "bg-accent-soft" : "hover:bg-hover")}>
      <th scope="row" className="p-0 text-start font-normal">
        <button
          type="button"
          aria-pressed={isChosen}
          onClick={onChoose}
          className="focus-inset flex min-h-13 w-full items-center gap-2.5 px-3.5 text-start"
        >
          <Icon aria-hidden className="size-4 shrink-0 text-muted max-sm:hidden" />
          <span className="min-w-0">
            <span className="block truncate font-medium leading-5">{tile.place.name}</span>
            <span className="block truncate text-muted text-xs">{tile.place.region || t("team")}</span>
          </span>
        </button>
      </th>
      <td className={CELL}>{tile.open}</td>
      <td className={clsx(CELL, tile.unassigned > 0 && "font-semibold text-warning")}>{tile.unassigned}</td>
      <td className={clsx(CELL, "pe-3.5")}>
        <Wait since={tile.oldestWaitingSince} placeId={tile.place.id} className="text-sm" />
      </td>
    </tr>
  );
}
