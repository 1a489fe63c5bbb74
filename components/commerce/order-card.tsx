"use client";
import { ChevronDown, ExternalLink, Package, Store, Truck } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { AtPlace } from "@/components/client/place-zones";
import { Badge, type Tone } from "@/components/ui/badge";
import { useNow } from "@/components/ui/time";
import type { Translate } from "@/components/ui/translate";
import type { Format } from "@/components/ui/use-format";
import { useFormat } from "@/components/ui/use-format";
import type { FulfilmentView, OrderLineView, OrderStatus, OrderView, ShipmentView } from "@/server/contract/commerce";
import { ORDER_STALE_MS } from "@/server/contract/freshness";
import { isDate } from "@/server/contract/is-date";
import { AsOf } from "./freshness";
import { InsertButton } from "./insert-button";

const ORDER_TONES: Record<OrderStatus, Tone> = {
  payment_due: "warning",
  processing: "neutral",
  pickup_available: "positive",
  in_transit: "accent",
  delivered: "positive",
  returned: "neutral",
  cancelled: "neutral",
  problem: "danger",
};

/** The label of a status; the status itself when the catalog does not know it. */
export const orderStatus = (status: string, t: Translate<"commerce">): { label: string; tone: Tone } =>
  Object.hasOwn(ORDER_TONES, status)
    ? { label: t(`orderStatus.${status as OrderStatus}`), tone: ORDER_TONES[status as OrderStatus] }
    : { label: plain(status) || t("orderStatus.unknown"), tone: "neutral" };

/** Parts of a line can be in different states, so the text counts the pieces in each. */
function lineState(line: OrderLineView, t: Translate<"commerce">, format: Format): string {
  const parts = [
    [line.delivered, "delivered"],
    [line.fulfilled - line.delivered, "fulfilled"],
    [line.returned, "returned"],
    [line.cancelled, "canceled"],
  ] as const;
  const said = parts
    .filter(([count]) => count > 0)
    .map(([count, state]) => t(`lineState.${state}`, { count, isAll: String(count === line.ordered) }));
  return said.length > 0 ? format.list(said) : t("lineState.open");
}

/** The source's own status. */
const plain = (status: string): string => String(status).replaceAll("_", " ");

function titleOf({ method, placeName }: FulfilmentView, t: Translate<"commerce">): string {
  return placeName ? t(`fulfillmentAt.${method}`, { place: placeName }) : t(`fulfillment.${method}`);
}

function Fulfilment({ fulfilment }: { fulfilment: FulfilmentView }) {
  const now = useNow();
  const t = useTranslations("commerce");
  const format = useFormat();
  const Icon = fulfilment.method === "pickup" ? Store : Package;
  const when = fulfilment.readyAt
    ? t("readyAt", { at: format.moment(fulfilment.readyAt, now) })
    : fulfilment.dueAt
      ? t("dueAt", { at: format.moment(fulfilment.dueAt, now) })
      : "";
  return (
    <li className="flex items-start gap-2">
      <Icon aria-hidden className="mt-0.5 size-3.5 shrink-0 text-muted" />
      <span>
        {t("titled", {
          title: titleOf(fulfilment, t),
          status: fulfilment.status === "closed" ? t(`fulfillmentDone.${fulfilment.method}`) : plain(fulfilment.status),
        })}
        {when && <span className="text-muted"> · {when}</span>}
      </span>
    </li>
  );
}

function Shipment({ shipment }: { shipment: ShipmentView }) {
  const t = useTranslations("commerce");
  const format = useFormat();
  const dates = useFormat("UTC");
  const now = useNow();
  const number = shipment.trackingNumber ?? t("track");
  return (
    <li className="flex items-start gap-2">
      <Truck aria-hidden className="mt-0.5 size-3.5 shrink-0 text-muted" />
      <span className="min-w-0">
        {t("titled", { title: shipment.carrier ?? t("carrier"), status: plain(shipment.status) })}
        {shipment.eta && !shipment.deliveredAt && (
          <span className="text-muted">
            {" "}
            · {t("expected", { at: (isDate(shipment.eta) ? dates : format).shortDate(shipment.eta, now) })}
          </span>
        )}
        {shipment.deliveredAt && <span className="text-muted"> · {format.shortDate(shipment.deliveredAt, now)}</span>}{" "}
        {shipment.trackingUrl ? (
          <a
            href={shipment.trackingUrl}
            target="_blank"
            rel="noopener noreferrer"
            className="inline-flex items-center gap-1 break-all text-accent-ink underline underline-offset-2"
          >
            {number}
            <ExternalLink aria-hidden className="size-3" />
          </a>
        ) : (
          <span className="break-all text-muted">{shipment.trackingNumber}</span>
        )}
      </span>
    </li>
  );
}

type Props = { order: OrderView; isFirst?: boolean; onFindStock: (skuCode: string) => void };

type LineProps = Pick<Props, "order" | "onFindStock"> & { line: OrderLineView };

function Line({ order, line, onFindStock }: LineProps) {
  const t = useTranslations("commerce");
  const format = useFormat();
  const isFresh = useNow() - Date.parse(order.observedAt) <= ORDER_STALE_MS;
  // An older state may not be true any more; what was ordered is.
  const text = () =>
    t("insert.line", {
      ...{ order: order.number, count: line.ordered, item: line.title },
      ...{ state: lineState(line, t, format), hasState: String(isFresh) },
    });
  return (
    <li className="flex items-start gap-2">
      <span className="nums w-6 shrink-0 text-muted">{line.ordered}×</span>
      <span className="min-w-0 flex-1">
        <span className="block">{line.title}</span>
        <span className="text-muted text-xs">
          {lineState(line, t, format)} ·{" "}
          <button
            type="button"
            onClick={() => onFindStock(line.skuCode)}
            className="hit-area text-accent-ink underline underline-offset-2"
            aria-label={t("findStockOf", { sku: line.skuCode })}
          >
            {line.skuCode}
          </button>
        </span>
      </span>
      {line.priceMinor !== null && (
        <span className="nums shrink-0 text-end">
          {format.money(line.priceMinor, order.currency)}
          {line.ordered > 1 && <span className="block text-muted text-xs">{t("each")}</span>}
        </span>
      )}
      <InsertButton what={t("insert.lineOf", { item: line.title, order: order.number })} text={text} />
    </li>
  );
}

/** The summary of an order, which expands to its lines, fulfilments and tracking. */
export function OrderCard({ order, isFirst = false, onFindStock }: Props) {
  const [isOpen, setOpen] = useState(isFirst);
  const t = useTranslations("commerce");
  const format = useFormat();
  const now = useNow();
  const status = orderStatus(order.status, t);
  return (
    <article className="rounded-lg border border-line bg-raised">
      <button
        type="button"
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
        className="flex min-h-12 w-full items-center gap-2 px-3 py-2 text-start"
      >
        <span className="min-w-0 flex-1">
          <bdi className="nums block truncate font-semibold">{order.number}</bdi>
          <span className="nums block text-muted text-xs">
            {format.shortDate(order.placedAt, now)} · {format.money(order.totalMinor, order.currency)}
          </span>
        </span>
        <Badge tone={status.tone}>{status.label}</Badge>
        <ChevronDown aria-hidden className={`size-4 text-muted transition-transform ${isOpen ? "rotate-180" : ""}`} />
      </button>
      {isOpen && (
        <div className="flex flex-col gap-2.5 border-line border-t px-3 py-2.5 text-sm">
          <ul aria-label={t("linesOf", { order: order.number })} className="flex flex-col gap-2">
            {order.lines.map((line) => (
              <Line key={line.id} {...{ order, line, onFindStock }} />
            ))}
          </ul>
          {order.fulfilments.length + order.shipments.length > 0 && (
            <ul
              aria-label={t("fulfillmentOf", { order: order.number })}
              className="flex flex-col gap-1.5 border-line border-t pt-2.5"
            >
              {order.fulfilments.map((fulfilment) => (
                <AtPlace key={fulfilment.id} placeId={fulfilment.placeId}>
                  <Fulfilment fulfilment={fulfilment} />
                </AtPlace>
              ))}
              {order.shipments.map((shipment) => (
                <Shipment key={shipment.id} shipment={shipment} />
              ))}
            </ul>
          )}
          <AsOf of={order} staleMs={ORDER_STALE_MS} />
        </div>
      )}
    </article>
  );
}
