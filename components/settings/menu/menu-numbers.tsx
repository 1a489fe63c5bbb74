"use client";
import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useController } from "react-hook-form";
import { useTRPC } from "@/components/client/trpc";
import type { Id } from "@/server/contract/ids";
import type { EndpointView } from "@/server/contract/settings";
import type { MenuForm } from "./menu-form";

const canRing = ({ address }: EndpointView): boolean => address.startsWith("+");

/** Which numbers of a location play its menu. */
export function MenuNumbers({ form, placeId }: { form: MenuForm; placeId: Id }) {
  const t = useTranslations("menus");
  const { data: endpoints = [] } = useQuery(useTRPC().settings.endpoints.queryOptions());
  const { field } = useController({ control: form.control, name: "value.withoutMenu" });
  const numbers = endpoints.filter((one) => one.place.id === placeId && canRing(one));
  if (numbers.length === 0) return null;
  const without: readonly Id[] = field.value;
  const set = (id: Id, plays: boolean) =>
    field.onChange([...without.filter((one) => one !== id), ...(plays ? [] : [id])]);
  return (
    <fieldset>
      <legend className="font-medium text-sm">{t("numbers")}</legend>
      <p className="text-muted text-xs">{t("numbersHint")}</p>
      {numbers.map(({ id, addressLabel, label }) => (
        <label key={id} className="flex min-h-(--target) items-center gap-2.5 text-sm">
          <input
            type="checkbox"
            className="size-4.5 accent-accent"
            checked={!without.includes(id)}
            onChange={(event) => set(id, event.target.checked)}
          />
          <span className="nums">{addressLabel}</span> <span className="truncate text-muted">{label}</span>
        </label>
      ))}
    </fieldset>
  );
}
