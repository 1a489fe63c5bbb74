"use client";
import { ShoppingBag } from "lucide-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { orderStatus } from "@/components/commerce/order-card";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Input, Select } from "@/components/ui/field";
import { useFormat } from "@/components/ui/use-format";
import { ORDER_STATUSES } from "@/server/contract/commerce";
import { type Customer, type Sku, type Store, useAct, useOrders, useRefresh, useSearch } from "./api";
import { Card } from "./card";

/** The retailer's own systems: a till that sells, and orders that move. */
export function Till({ customer, stores, store }: { customer: Customer; stores: Store[]; store: string }) {
  const t = useTranslations("simulator");
  const [query, setQuery] = useState("");
  const skus = useSearch<Sku>("skus", query).data ?? [];
  const orders = useOrders(customer.id || null).data ?? [];
  const commerce = useTranslations("commerce");
  const { money } = useFormat();
  const act = useAct();
  const refresh = useRefresh();
  // The contact center sells nothing.
  const shop = store === "CC" ? stores[0] : stores.find((one) => one.code === store);
  const buy = async (sku: Sku, named: boolean) => {
    await act("buy", { sku: sku.code, store: shop?.code ?? "101", customer: named ? customer.id || null : null });
    await refresh();
  };
  const move = async (orderId: string, status: string) => {
    await act("order", { orderId, status });
    await refresh();
  };
  return (
    <div className="grid min-w-0 gap-4">
      <Card title={t("till.orders")} hint={t("till.ordersHint")}>
        {orders.length === 0 && <p className="text-muted text-sm">{t("till.none")}</p>}
        <ul className="grid gap-1.5">
          {orders.map((order) => (
            <li key={order.id} className="flex flex-wrap items-center gap-2">
              <span className="nums font-medium">{order.id}</span>
              <Badge>{orderStatus(order.status, commerce).label}</Badge>
              <Select
                aria-label={t("till.status", { order: order.id })}
                value={order.status}
                onChange={(event) => void move(order.id, event.target.value)}
                className="ms-auto w-44"
              >
                {ORDER_STATUSES.map((status) => (
                  <option key={status} value={status}>
                    {orderStatus(status, commerce).label}
                  </option>
                ))}
              </Select>
            </li>
          ))}
        </ul>
      </Card>
      <Card title={t("till.buyAt", { store: shop?.name ?? t("till.aStore") })} hint={t("till.buyHint")}>
        <Input
          aria-label={t("till.find")}
          placeholder={t("till.findHint")}
          value={query}
          onChange={(event) => setQuery(event.target.value)}
        />
        <ul className="mt-2 divide-y divide-line">
          {skus.slice(0, 6).map((sku) => (
            <li key={sku.code} className="flex flex-wrap items-center gap-x-3 gap-y-1 py-1.5">
              <span className="min-w-40 flex-1">
                <span className="block truncate text-sm">{[sku.title, sku.size].filter(Boolean).join(", ")}</span>
                <span className="nums block text-muted text-xs">
                  {sku.code} · {money(sku.priceMinor, "USD")}
                </span>
              </span>
              <Button onClick={() => void buy(sku, false)}>
                <ShoppingBag aria-hidden className="size-4" />
                {t("till.buy")}
              </Button>
              {customer.id && (
                <Button variant="quiet" onClick={() => void buy(sku, true)} title={t("till.buyAsHint")}>
                  {t("till.buyAs", { name: customer.name.split(" ")[0] ?? "" })}
                </Button>
              )}
            </li>
          ))}
        </ul>
      </Card>
    </div>
  );
}
