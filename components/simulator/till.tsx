"use client";
import { ShoppingBag } from "lucide-react";
import { useState } from "react";
import { Badge } from "@/components/ui/badge";
import { Button } from "@/components/ui/button";
import { Input, Select } from "@/components/ui/field";
import { money } from "@/components/ui/format";
import { ORDER_STATUSES } from "@/server/contract/commerce";
import { act, type Customer, type Sku, type Store, useOrders, useRefresh, useSearch } from "./api";
import { Card } from "./card";

const words = (status: string) => status.replaceAll("_", " ");

/** The retailer's own systems: a till that sells, and orders that move. */
export function Till({ customer, stores, store }: { customer: Customer; stores: Store[]; store: string }) {
  const [query, setQuery] = useState("");
  const skus = useSearch<Sku>("skus", query).data ?? [];
  const orders = useOrders(customer.id || null).data ?? [];
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
      <Card title="Orders of this customer" hint="Open screens that show an order follow at once.">
        {orders.length === 0 && <p className="text-muted text-sm">No orders.</p>}
        <ul className="grid gap-1.5">
          {orders.map((order) => (
            <li key={order.id} className="flex flex-wrap items-center gap-2">
              <span className="nums font-medium">{order.id}</span>
              <Badge>{words(order.status)}</Badge>
              <Select
                aria-label={`Status of order ${order.id}`}
                value={order.status}
                onChange={(event) => void move(order.id, event.target.value)}
                className="ms-auto w-44"
              >
                {ORDER_STATUSES.map((status) => (
                  <option key={status} value={status}>
                    {words(status)}
                  </option>
                ))}
              </Select>
            </li>
          ))}
        </ul>
      </Card>
      <Card
        title={`Buy at the till of ${shop?.name ?? "the store"}`}
        hint="One piece leaves the shelf; the stock level is told anew."
      >
        <Input
          aria-label="Find an article"
          placeholder="Find an article: rain jacket, BOT-10…"
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
                Buy
              </Button>
              {customer.id && (
                <Button
                  variant="quiet"
                  onClick={() => void buy(sku, true)}
                  title="The sale becomes an order of this customer"
                >
                  as {customer.name.split(" ")[0]}
                </Button>
              )}
            </li>
          ))}
        </ul>
      </Card>
    </div>
  );
}
