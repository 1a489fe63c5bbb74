"use client";
import { ChevronDown, ExternalLink, Package, Store, Truck } from "lucide-react";
import { useState } from "react";
import { Badge, type Tone } from "@/components/ui/badge";
import { money } from "@/components/ui/format";
import { moment, shortDate, useNow } from "@/components/ui/time";
import type { FulfilmentView, OrderLineView, OrderStatus, OrderView, ShipmentView } from "@/server/contract/commerce";
import { AsOf, ORDER_STALE_MS } from "./freshness";

const ORDER_STATUS: Record<OrderStatus, { label: string; tone: Tone }> = {
  payment_due: { label: "Payment due", tone: "warning" },
  processing: { label: "Processing", tone: "neutral" },
  pickup_available: { label: "Ready for pickup", tone: "positive" },
  in_transit: { label: "On its way", tone: "accent" },
  delivered: { label: "Delivered", tone: "positive" },
  returned: { label: "Returned", tone: "neutral" },
  cancelled: { label: "Canceled", tone: "neutral" },
  problem: { label: "Problem", tone: "danger" },
};

/** What a status says on screen; a status we have no word for says itself. */
export const orderStatus = (status: string): { label: string; tone: Tone } =>
  Object.hasOwn(ORDER_STATUS, status)
    ? ORDER_STATUS[status as OrderStatus]
    : { label: words(status) || "Unknown", tone: "neutral" };

/** A line is a matrix: what is said is what happened to its pieces. */
export function lineState(line: OrderLineView): string {
  const parts = [
    [line.delivered, "delivered"],
    [line.fulfilled - line.delivered, "fulfilled"],
    [line.returned, "returned"],
    [line.cancelled, "canceled"],
  ] as const;
  const said = parts
    .filter(([count]) => count > 0)
    .map(([count, word]) => (count === line.ordered ? word : `${count} ${word}`));
  return said.join(", ") || "open";
}

const DONE: Record<FulfilmentView["method"], string> = { pickup: "collected", ship: "sent", other: "done" };

const words = (status: string): string => String(status).replaceAll("_", " ");

function titleOf({ method, placeName }: FulfilmentView): string {
  if (method === "pickup") return placeName ? `Pickup at ${placeName}` : "Pickup";
  if (method === "ship") return placeName ? `Ships from ${placeName}` : "Ships";
  return placeName ? `Fulfilment at ${placeName}` : "Fulfilment";
}

function Fulfilment({ fulfilment }: { fulfilment: FulfilmentView }) {
  const now = useNow();
  const Icon = fulfilment.method === "pickup" ? Store : Package;
  const when = fulfilment.readyAt
    ? `ready ${moment(fulfilment.readyAt, now)}`
    : fulfilment.dueAt
      ? `due ${moment(fulfilment.dueAt, now)}`
      : "";
  return (
    <li className="flex items-start gap-2">
      <Icon aria-hidden className="mt-0.5 size-3.5 shrink-0 text-muted" />
      <span>
        {titleOf(fulfilment)}: {fulfilment.status === "closed" ? DONE[fulfilment.method] : words(fulfilment.status)}
        {when && <span className="text-muted"> · {when}</span>}
      </span>
    </li>
  );
}

function Shipment({ shipment }: { shipment: ShipmentView }) {
  const number = shipment.trackingNumber ?? "Track";
  return (
    <li className="flex items-start gap-2">
      <Truck aria-hidden className="mt-0.5 size-3.5 shrink-0 text-muted" />
      <span className="min-w-0">
        {shipment.carrier ?? "Carrier"}: {words(shipment.status)}
        {shipment.eta && !shipment.deliveredAt && (
          <span className="text-muted"> · expected {shortDate(shipment.eta)}</span>
        )}
        {shipment.deliveredAt && <span className="text-muted"> · {shortDate(shipment.deliveredAt)}</span>}{" "}
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

/** An order at a glance; its lines, fulfilments and tracking one tap away. */
export function OrderCard({ order, isFirst = false, onFindStock }: Props) {
  const [isOpen, setOpen] = useState(isFirst);
  const status = orderStatus(order.status);
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
            {shortDate(order.placedAt)} · {money(order.totalMinor, order.currency)}
          </span>
        </span>
        <Badge tone={status.tone}>{status.label}</Badge>
        <ChevronDown aria-hidden className={`size-4 text-muted transition-transform ${isOpen ? "rotate-180" : ""}`} />
      </button>
      {isOpen && (
        <div className="flex flex-col gap-2.5 border-line border-t px-3 py-2.5 text-sm">
          <ul aria-label={`Lines of ${order.number}`} className="flex flex-col gap-2">
            {order.lines.map((line) => (
              <li key={line.id} className="flex items-start gap-2">
                <span className="nums w-6 shrink-0 text-muted">{line.ordered}×</span>
                <span className="min-w-0 flex-1">
                  <span className="block">{line.title}</span>
                  <span className="text-muted text-xs">
                    {lineState(line)} ·{" "}
                    <button
                      type="button"
                      onClick={() => onFindStock(line.skuCode)}
                      className="hit-area text-accent-ink underline underline-offset-2"
                      aria-label={`Find stock of ${line.skuCode}`}
                    >
                      {line.skuCode}
                    </button>
                  </span>
                </span>
                {line.priceMinor !== null && (
                  <span className="nums shrink-0 text-end">
                    {money(line.priceMinor, order.currency)}
                    {line.ordered > 1 && <span className="block text-muted text-xs">each</span>}
                  </span>
                )}
              </li>
            ))}
          </ul>
          {order.fulfilments.length + order.shipments.length > 0 && (
            <ul
              aria-label={`Fulfilment of ${order.number}`}
              className="flex flex-col gap-1.5 border-line border-t pt-2.5"
            >
              {order.fulfilments.map((fulfilment) => (
                <Fulfilment key={fulfilment.id} fulfilment={fulfilment} />
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
