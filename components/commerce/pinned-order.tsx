"use client";
import { ChevronRight, Package } from "lucide-react";
import { useTranslations } from "next-intl";
import { useFormatAt } from "@/components/client/place-zones";
import { Badge } from "@/components/ui/badge";
import { useNow } from "@/components/ui/time";
import type { Translate } from "@/components/ui/translate";
import { type Format, useFormat } from "@/components/ui/use-format";
import type { OrderView } from "@/server/contract/commerce";
import { ORDER_STALE_MS } from "@/server/contract/freshness";
import { isDate } from "@/server/contract/is-date";
import { AsOf } from "./freshness";
import { orderStatus } from "./order-card";

/** Where to pick it up or when it arrives, which most questions are about. */
function nextStep(
  { fulfilments, shipments }: OrderView,
  now: number,
  t: Translate<"commerce">,
  { formatAt, dates }: { formatAt: (placeId: string | null) => Format; dates: Format },
): string | null {
  const shipment = shipments.find((one) => one.eta && !one.deliveredAt);
  if (shipment?.eta) {
    const at = isDate(shipment.eta) ? dates.shortDate(shipment.eta, now) : formatAt(null).moment(shipment.eta, now);
    return t("expected", { at });
  }
  const pickup = fulfilments.find((one) => one.method === "pickup" && one.status !== "closed");
  if (!pickup) return null;
  const place = pickup.placeName ?? "";
  const time = pickup.readyAt ?? pickup.dueAt;
  const state = pickup.readyAt ? "ready" : pickup.dueAt ? "due" : "none";
  const at = time ? formatAt(pickup.placeId).moment(time, now) : "";
  return t("nextPickup", { hasPlace: String(place !== ""), place, state, at });
}

/** The order in question, shown above the thread when the customer panel is not beside it. */
export function PinnedOrder({ order, onShow }: { order: OrderView; onShow: () => void }) {
  const now = useNow();
  const t = useTranslations("commerce");
  const formatAt = useFormatAt();
  const status = orderStatus(order.status, t);
  const step = nextStep(order, now, t, { formatAt, dates: useFormat("UTC") });
  return (
    <button
      type="button"
      onClick={onShow}
      className="focus-inset flex min-h-11 w-full shrink-0 items-center gap-2.5 border-line border-b bg-sunken px-4 text-start text-sm hover:bg-hover coarse:min-h-12"
    >
      <Package aria-hidden className="size-4 shrink-0 text-muted" />
      <span className="sr-only">{t("orderBefore")} </span>
      <bdi className="nums font-semibold">{order.number}</bdi>
      <Badge tone={status.tone}>{status.label}</Badge>
      <span className="min-w-0 flex-1 truncate text-muted">{step}</span>
      <span className="hidden shrink-0 @xl:inline">
        <AsOf of={order} staleMs={ORDER_STALE_MS} />
      </span>
      <span className="sr-only">: {t("showDetails")}</span>
      <ChevronRight aria-hidden className="size-4 shrink-0 text-muted rtl:-scale-x-100" />
    </button>
  );
}
