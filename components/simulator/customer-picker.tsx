"use client";
import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { Button } from "@/components/ui/button";
import { Field, Input, Select } from "@/components/ui/field";
import { type Customer, type Store, useSearch } from "./api";
import { Card } from "./card";

/** Picks the customer (one of the shop's, or any number) and the store they contact. */
export function CustomerPicker(props: {
  customer: Customer;
  onChange: (customer: Customer) => void;
  stores: Store[];
  store: string;
  onStore: (code: string) => void;
}) {
  const t = useTranslations("simulator");
  const id = useId();
  const [query, setQuery] = useState("");
  const search = useSearch<Customer>("customers", query);
  const found = search.data ?? [];
  const number = query.replace(/[\s().-]/g, "");
  const isNumber = /^\+\d{8,15}$/.test(number);
  const choose = (customer: Customer) => {
    props.onChange(customer);
    setQuery("");
  };
  return (
    <Card title={t("customer.title")}>
      <div className="grid gap-3">
        <div className="flex items-baseline gap-2">
          <p className="truncate font-medium">{props.customer.name}</p>
          <p className="nums ms-auto shrink-0 text-muted text-sm">{props.customer.phone}</p>
        </div>
        <Input
          aria-label={t("customer.find")}
          placeholder={t("customer.find")}
          value={query}
          onChange={(event) => setQuery(event.target.value)}
        />
        {query !== "" && (
          <ul className="thin-scroll -mt-1 max-h-52 overflow-y-auto rounded-md border border-line">
            {isNumber && (
              <li>
                <Button
                  variant="quiet"
                  className="w-full justify-start"
                  onClick={() => choose({ id: "", name: t("customer.unknown"), phone: number, email: "" })}
                >
                  {t("customer.useNumber", { number })}
                </Button>
              </li>
            )}
            {found.map((one) => (
              <li key={one.id}>
                <Button variant="quiet" className="w-full justify-between" onClick={() => choose(one)}>
                  <span className="truncate">{one.name}</span>
                  <span className="nums text-muted text-xs">{one.phone}</span>
                </Button>
              </li>
            ))}
            {found.length === 0 && !isNumber && search.isSuccess && !search.isPlaceholderData && (
              <li className="px-3 py-3 text-muted text-sm">{t("customer.noMatch", { query })}</li>
            )}
          </ul>
        )}
        <Field label={t("customer.store")} htmlFor={id}>
          <Select id={id} value={props.store} onChange={(event) => props.onStore(event.target.value)}>
            {props.stores.map((store) => (
              <option key={store.code} value={store.code}>
                {store.name}
              </option>
            ))}
          </Select>
        </Field>
      </div>
    </Card>
  );
}
