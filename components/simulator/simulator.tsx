"use client";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { Segmented } from "@/components/ui/segmented";
import { type Customer, useSearch, useSimulation, useWorld } from "./api";
import { AutopilotPanel } from "./autopilot-panel";
import { CustomerPicker } from "./customer-picker";
import { Network } from "./network";
import { Phone } from "./phone";
import { Shop } from "./shop";
import { Systems } from "./systems";
import { Till } from "./till";

type Side = "phone" | "shop";

/** The simulated outside world: a customer with a phone and a browser, a till, and a Saturday rush. */
export function Simulator() {
  const t = useTranslations("simulator");
  const world = useWorld().data;
  const first = useSearch<Customer>("customers", "").data?.[0];
  const [customer, setCustomer] = useState<Customer | null>(null);
  const [store, setStore] = useState("101");
  const [side, setSide] = useState<Side>("phone");
  useEffect(() => {
    if (first) setCustomer((chosen) => chosen ?? first);
  }, [first]);
  const state = useSimulation(customer?.phone ?? "").data;
  if (!world || !customer) return <p className="p-6 text-muted text-sm">{t("opening")}</p>;
  return (
    <div className="thin-scroll min-h-0 flex-1 overflow-y-auto p-4">
      <header className="mb-4 flex flex-wrap items-end gap-x-6 gap-y-2">
        <div className="me-auto min-w-0">
          <h1 className="font-semibold text-lg">{t("title")}</h1>
          <p className="text-pretty text-muted text-sm">{t("hint")}</p>
        </div>
        <Segmented
          label={t("device")}
          value={side}
          onChange={setSide}
          options={[
            { value: "phone", label: t("phone") },
            { value: "shop", label: t("webShop") },
          ]}
        />
      </header>
      <div className="grid items-start gap-4 expanded:grid-cols-[minmax(20rem,23rem)_minmax(0,1fr)]">
        <div className="grid gap-3">
          <CustomerPicker
            customer={customer}
            onChange={setCustomer}
            stores={world.stores}
            store={store}
            onStore={setStore}
          />
          {side === "phone" && (
            <Phone
              key={customer.phone}
              customer={customer}
              stores={world.stores}
              store={store}
              photos={world.photos}
              messages={state?.messages ?? []}
              ringing={state?.ringing ?? null}
            />
          )}
          {side === "shop" && <Shop customer={customer} store={store} />}
        </div>
        <div className="grid min-w-0 items-start gap-4 dock:grid-cols-2">
          <AutopilotPanel autopilot={state?.autopilot} log={state?.log ?? []} />
          <div className="grid min-w-0 gap-4">
            <Systems answer={state?.systemsAnswer ?? true} />
            <Network losesNext={state?.losesNextWebhook ?? false} />
            <Till customer={customer} stores={world.stores} store={store} />
          </div>
        </div>
      </div>
    </div>
  );
}
