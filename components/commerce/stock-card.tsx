"use client";
import { clsx } from "clsx";
import { Pin, PinOff } from "lucide-react";
import { useTranslations } from "next-intl";
import { useMe } from "@/components/client/realtime";
import { Badge } from "@/components/ui/badge";
import { IconButton } from "@/components/ui/icon-button";
import { useNow } from "@/components/ui/time";
import type { Translate } from "@/components/ui/translate";
import { type Format, useFormat } from "@/components/ui/use-format";
import type { SkuStock, SkuView, StockLevelView } from "@/server/contract/commerce";
import { freshness } from "./freshness";
import { InsertButton } from "./insert-button";

/** The text of a level; a number only while it is known. */
function Available({ level, now }: { level: StockLevelView; now: number }) {
  const state = freshness(level.observedAt, now);
  const t = useTranslations("commerce");
  if (state === "unknown") return <Badge tone="neutral">{t("stockUnknown")}</Badge>;
  const { available } = level;
  return (
    <span className={clsx("nums shrink-0 font-semibold", available > 0 ? "text-positive" : "text-danger")}>
      {available < 0 ? t("shortBy", { count: -available }) : t("available", { count: available })}
    </span>
  );
}

/** "Updated 2 min ago", with the source and the exact time on hover. */
function Origin({ level }: { level: StockLevelView }) {
  const t = useTranslations("commerce");
  const format = useFormat();
  const now = useNow();
  return (
    <span
      className="nums block text-muted text-xs"
      title={t("origin", { source: level.source, at: format.fullTime(level.observedAt) })}
      suppressHydrationWarning
    >
      {t("updated", { ago: format.ago(level.observedAt, now) })}
    </span>
  );
}

/** Equal for levels that one source reported in the same minute. */
const originKey = ({ source, observedAt }: StockLevelView): string =>
  `${source} ${Math.floor(Date.parse(observedAt) / 60_000)}`;

/** Why the number differs from the pieces on the shelf; null when it does not. */
function makeup({ onHand, reserved, safety, incoming, available }: StockLevelView, t: Translate<"commerce">): string {
  const parts = [
    onHand === available ? "" : t("onHand", { count: onHand }),
    reserved === 0 ? "" : t("reserved", { count: reserved }),
    safety === 0 ? "" : t("safety", { count: safety }),
    incoming > 0 ? t("incoming", { count: incoming }) : "",
  ];
  return parts.filter(Boolean).join(" · ");
}

/** The name of a SKU as customers know it. */
const nameOf = ({ title, options }: SkuView): string => [title, options].filter(Boolean).join(", ");

type LevelProps = { sku: SkuView; level: StockLevelView; isMine: boolean; isAlone: boolean };

function Level({ sku, level, isMine, isAlone }: LevelProps) {
  const now = useNow();
  const state = freshness(level.observedAt, now);
  const isStale = state === "stale";
  const t = useTranslations("commerce");
  const parts = makeup(level, t);
  return (
    <li
      className={clsx(
        "flex min-h-9 items-center gap-2 border-line border-t px-3 py-1.5 text-sm has-[button]:pe-1 coarse:min-h-10",
        isMine && "bg-accent-soft/50",
      )}
    >
      <span className="min-w-0 flex-1">
        <span className="flex items-center gap-1.5">
          <span className={clsx("truncate", isMine && "font-semibold")}>{level.placeName}</span>
          {isMine && <Badge tone="accent">{t("yours")}</Badge>}
          {isStale && <Badge tone="warning">{t("stale")}</Badge>}
        </span>
        {parts && <span className="nums block text-muted text-xs">{parts}</span>}
        {isAlone && <Origin level={level} />}
      </span>
      <Available level={level} now={now} />
      <InsertButton
        what={t("insert.stockAt", { place: level.placeName })}
        text={
          state === "fresh"
            ? (format) =>
                t("insert.stock", {
                  item: nameOf(sku),
                  count: Math.max(0, level.available),
                  place: level.placeName,
                  at: format.moment(level.observedAt, now),
                })
            : null
        }
      />
    </li>
  );
}

const priceOf = ({ priceMinor, currency }: SkuView, format: Format): string =>
  priceMinor !== null && currency ? format.money(priceMinor, currency) : "";

function product(sku: SkuView, t: Translate<"commerce">, format: Format): string {
  const price = priceOf(sku, format);
  return t("insert.product", { item: nameOf(sku), price, hasPrice: String(price !== "") });
}

/** Without `onPin` it cannot be pinned. */
type Props = { stock: SkuStock; isPinned?: boolean; onPin?: () => void };

/** One SKU at every place that reported it, the reader's own places first. */
export function StockCard({ stock, isPinned = false, onPin }: Props) {
  const me = useMe();
  const t = useTranslations("commerce");
  const format = useFormat();
  const { sku, levels } = stock;
  const mine = new Set(me.scope.all ? [] : me.scope.placeIds);
  // Shown once when it is the same for all, otherwise beside each number.
  const origins = new Set(levels.map(originKey));
  const [first] = levels;
  return (
    <article
      aria-label={t("stockOf", { item: sku.title })}
      className="overflow-hidden rounded-lg border border-line bg-raised"
    >
      <header className="flex items-start gap-2 py-2 ps-3 pe-1">
        <div className="min-w-0 flex-1">
          <p className="font-medium">{sku.title}</p>
          <p className="nums text-muted text-xs">
            {[sku.options, sku.code, priceOf(sku, format)].filter(Boolean).join(" · ")}
          </p>
          {origins.size === 1 && first && <Origin level={first} />}
        </div>
        <InsertButton what={sku.title} text={() => product(sku, t, format)} />
        {onPin && (
          <IconButton
            label={isPinned ? t("unpin", { sku: sku.code }) : t("pin", { sku: sku.code })}
            aria-pressed={isPinned}
            icon={isPinned ? <PinOff className="size-4 text-accent" /> : <Pin className="size-4" />}
            onClick={onPin}
          />
        )}
      </header>
      <ul>
        {levels.map((level) => (
          <Level key={level.placeId} {...{ sku, level }} isMine={mine.has(level.placeId)} isAlone={origins.size > 1} />
        ))}
        {levels.length === 0 && (
          <li className="border-line border-t px-3 py-2.5 text-muted text-sm">{t("notReported")}</li>
        )}
      </ul>
    </article>
  );
}
