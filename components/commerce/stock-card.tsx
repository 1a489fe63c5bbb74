"use client";
import { clsx } from "clsx";
import { Pin, PinOff } from "lucide-react";
import { useMe } from "@/components/client/realtime";
import { Badge } from "@/components/ui/badge";
import { money } from "@/components/ui/format";
import { IconButton } from "@/components/ui/icon-button";
import { moment, useNow } from "@/components/ui/time";
import type { SkuStock, StockLevelView } from "@/server/contract/commerce";
import { freshness } from "./freshness";

/** What may be said about a level: a number only while it is known. */
function Available({ level, now }: { level: StockLevelView; now: number }) {
  const state = freshness(level.observedAt, now);
  if (state === "unknown") return <Badge tone="neutral">Stock unknown</Badge>;
  const { available } = level;
  const words = available < 0 ? `Short by ${-available}` : available === 0 ? "None" : `${available} available`;
  return (
    <span className={clsx("nums shrink-0 font-semibold", available > 0 ? "text-positive" : "text-danger")}>
      {words}
    </span>
  );
}

/** "demo · as of 14:02": where a number comes from and when it was seen. */
const origin = (level: StockLevelView, now: number): string =>
  `${level.source} · as of ${moment(level.observedAt, now)}`;

/** Why the number is not simply what lies on the shelf; nothing when it is. */
function makeup({ onHand, reserved, safety, incoming, available }: StockLevelView): string {
  const parts = [
    onHand === available ? "" : `${onHand} on hand`,
    reserved === 0 ? "" : `${reserved} reserved`,
    safety === 0 ? "" : `${safety} safety`,
    incoming > 0 ? `${incoming} incoming` : "",
  ];
  return parts.filter(Boolean).join(" · ");
}

function Level({ level, isMine, isAlone }: { level: StockLevelView; isMine: boolean; isAlone: boolean }) {
  const now = useNow();
  const isStale = freshness(level.observedAt, now) === "stale";
  const parts = makeup(level);
  return (
    <li
      className={clsx(
        "flex min-h-9 items-center gap-2 border-line border-t px-3 py-1.5 text-sm coarse:min-h-10",
        isMine && "bg-accent-soft/50",
      )}
    >
      <span className="min-w-0 flex-1">
        <span className="flex items-center gap-1.5">
          <span className={clsx("truncate", isMine && "font-semibold")}>{level.placeName}</span>
          {isMine && <Badge tone="accent">Yours</Badge>}
          {isStale && <Badge tone="warning">Stale</Badge>}
        </span>
        {parts && <span className="nums block text-muted text-xs">{parts}</span>}
        {isAlone && (
          <span className="nums block text-muted text-xs" suppressHydrationWarning>
            {origin(level, now)}
          </span>
        )}
      </span>
      <Available level={level} now={now} />
    </li>
  );
}

type Props = { stock: SkuStock; isPinned: boolean; onPin: () => void };

/** One SKU in every place that reported it, the reader's own first. */
export function StockCard({ stock, isPinned, onPin }: Props) {
  const me = useMe();
  const now = useNow();
  const { sku, levels } = stock;
  const mine = new Set(me.scope.all ? [] : me.scope.placeIds);
  // Said once where it is the same for all, beside each number where it is not.
  const origins = new Set(levels.map((level) => origin(level, now)));
  return (
    <article aria-label={`Stock of ${sku.title}`} className="overflow-hidden rounded-lg border border-line bg-raised">
      <header className="flex items-start gap-2 py-2 ps-3 pe-1">
        <div className="min-w-0 flex-1">
          <p className="font-medium">{sku.title}</p>
          <p className="nums text-muted text-xs">
            {[sku.options, sku.code, sku.priceMinor !== null && sku.currency ? money(sku.priceMinor, sku.currency) : ""]
              .filter(Boolean)
              .join(" · ")}
          </p>
          {origins.size === 1 && (
            <p className="nums text-muted text-xs" suppressHydrationWarning>
              {[...origins][0]}
            </p>
          )}
        </div>
        <IconButton
          label={isPinned ? `Unpin ${sku.code}` : `Pin ${sku.code}`}
          aria-pressed={isPinned}
          icon={isPinned ? <PinOff className="size-4 text-accent" /> : <Pin className="size-4" />}
          onClick={onPin}
        />
      </header>
      <ul>
        {levels.map((level) => (
          <Level key={level.placeId} level={level} isMine={mine.has(level.placeId)} isAlone={origins.size > 1} />
        ))}
        {levels.length === 0 && (
          <li className="border-line border-t px-3 py-2.5 text-muted text-sm">No place has reported this item.</li>
        )}
      </ul>
    </article>
  );
}
