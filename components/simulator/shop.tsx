"use client";
import { useTranslations } from "next-intl";
import type { Customer } from "./api";

/** The retailer's web shop, with the real chat widget on it. */
export function Shop({ customer, store }: { customer: Customer; store: string }) {
  const t = useTranslations("simulator");
  const query = new URLSearchParams({ store, ...(customer.id ? { customer: customer.id } : {}) });
  return (
    <iframe
      key={query.toString()}
      title={t("webShopFrame")}
      src={`/simulator/shop?${query}`}
      className="h-[44rem] max-h-[80dvh] w-full rounded-lg border border-line bg-white"
    />
  );
}
