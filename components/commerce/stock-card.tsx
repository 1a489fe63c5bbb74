"use client";
import { clsx } from "clsx";
import { Pin, PinOff } from "lucide-react";
import { useMe } from "@/components/client/realtime";
import { Badge } from "@/components/ui/badge";
import { IconButton } from "@/components/ui/icon-button";
import { moment, useNow } from "@/components/ui/time";
import type { SkuStock, StockLevelView } from "@/server/contract/commerce";
import { freshness, money } from "./freshness";

/** What may be said about a level: a number only while it is known. */
function Available({ level, now }: { level: StockLevelView; now: number }) {
  const state = freshness(level.observedAt, now);
  if (state === "unknown") return <Badge tone="neutral">Stock unknown</Badge>;
  const { available } = level;
  const words = available < 0 ? `Short by ${-available}` : available === 0 ? "None" : `${available} available`;
  return <span className={clsx("nums font-semibold", available > 0 ? "text-positive" : "text-danger")}>{words}</span>;
}

function Level({ level, isMine }: { level: StockLevelView; isMine: boolean }) {
  const now = useNow();
  return (
    <li className="flex min-h-11 items-center gap-2 border-line border-t px-3 py-1.5 text-sm">
      <span className="min-w-0 flex-1">
        <span className="flex items-center gap-1.5">
          <span className={clsx("truncate", isMine && "font-semibold")}>{level.placeName}</span>
          {isMine && <Badge tone="accent">Yours</Badge>}
        </span>
        <span className="nums block text-muted text-xs">
          {level.onHand} on hand · {level.reserved} reserved · {level.safety} safety
          {level.incoming > 0 ? ` · ${level.incoming} incoming` : ""}
        </span>
        <span className="nums flex items-center gap-1.5 text-muted text-xs" suppressHydrationWarning>
          {level.source} · as of {moment(level.observedAt, now)}
          {freshness(level.observedAt, now) === "stale" && <Badge tone="warning">Stale</Badge>}
        </span>
      </span>
      <Available level={level} now={now} />
    </li>
  );
}

type Props = { stock: SkuStock; isPinned: boolean; onPin: () => void };

/** One SKU in every place that reported it, the reader's own first. */
export function StockCard({ stock, isPinned, onPin }: Props) {
  const me = useMe();
  const { sku, levels } = stock;
  const mine = new Set(me.scope.all ? [] : me.scope.placeIds);
  return (
    <article aria-label={`Stock of ${sku.title}`} className="rounded-lg border border-line bg-raised">
      <header className="flex items-start gap-2 py-2 ps-3 pe-1">
        <div className="min-w-0 flex-1">
          <p className="font-medium">{sku.title}</p>
          <p className="nums text-muted text-xs">
            {[sku.options, sku.code, sku.priceMinor !== null && sku.currency ? money(sku.priceMinor, sku.currency) : ""]
              .filter(Boolean)
              .join(" · ")}
          </p>
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
          <Level key={level.placeId} level={level} isMine={mine.has(level.placeId)} />
        ))}
        {levels.length === 0 && (
          <li className="border-line border-t px-3 py-2.5 text-muted text-sm">No place has reported this item.</li>
        )}
      </ul>
    </article>
  );
}
