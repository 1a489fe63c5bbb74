"use client";
import { ChevronRight, Package } from "lucide-react";
import { Badge } from "@/components/ui/badge";
import { moment, useNow } from "@/components/ui/time";
import type { OrderView } from "@/server/contract/commerce";
import { AsOf, ORDER_STALE_MS } from "./freshness";
import { orderStatus } from "./order-card";

/** Where to fetch it, or when it comes: the half sentence most questions are about. */
function nextStep({ fulfilments, shipments }: OrderView, now: number): string | null {
  const shipment = shipments.find((one) => one.eta && !one.deliveredAt);
  if (shipment?.eta) return `expected ${moment(shipment.eta, now)}`;
  const pickup = fulfilments.find((one) => one.method === "pickup" && one.status !== "closed");
  if (!pickup) return null;
  const at = pickup.readyAt
    ? `, ready ${moment(pickup.readyAt, now)}`
    : pickup.dueAt
      ? `, due ${moment(pickup.dueAt, now)}`
      : "";
  return `pickup${pickup.placeName ? ` at ${pickup.placeName}` : ""}${at}`;
}

/** The order in question above the thread, where the customer's details are not beside it. */
export function PinnedOrder({ order, onShow }: { order: OrderView; onShow: () => void }) {
  const now = useNow();
  const status = orderStatus(order.status);
  const step = nextStep(order, now);
  return (
    <button
      type="button"
      onClick={onShow}
      className="focus-inset flex min-h-11 w-full shrink-0 items-center gap-2.5 border-line border-b bg-sunken px-4 text-start text-sm hover:bg-hover coarse:min-h-12"
    >
      <Package aria-hidden className="size-4 shrink-0 text-muted" />
      <span className="sr-only">Order </span>
      <bdi className="nums font-semibold">{order.number}</bdi>
      <Badge tone={status.tone}>{status.label}</Badge>
      <span className="min-w-0 flex-1 truncate text-muted">{step}</span>
      <span className="hidden shrink-0 @xl:inline">
        <AsOf of={order} staleMs={ORDER_STALE_MS} />
      </span>
      <span className="sr-only">: show customer details</span>
      <ChevronRight aria-hidden className="size-4 shrink-0 text-muted rtl:-scale-x-100" />
    </button>
  );
}
