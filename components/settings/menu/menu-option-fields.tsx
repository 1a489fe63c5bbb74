"use client";
import { useQuery } from "@tanstack/react-query";
import { ArrowDown, ArrowUp, Trash2 } from "lucide-react";
import { useTranslations } from "next-intl";
import { useWatch } from "react-hook-form";
import { useTRPC } from "@/components/client/trpc";
import { Input, Select } from "@/components/ui/field";
import { FormField } from "@/components/ui/form";
import { IconButton } from "@/components/ui/icon-button";
import { MENU_ACTIONS, MENU_KEYS, MENU_LANGUAGES, type MenuOption } from "@/server/contract/menus";
import { usePlaceNames } from "../use-place-names";
import { type MenuForm, orNull } from "./menu-form";

type Props = {
  form: MenuForm;
  n: number;
  isLast: boolean;
  onSwap: (from: number, to: number) => void;
  onRemove: () => void;
};

/** One option: its key, what it does, and where that leads. */
export function MenuOptionFields({ form, n, isLast, onSwap, onRemove }: Props) {
  const t = useTranslations("menus");
  const number = String(n + 1);
  const action = useWatch({ control: form.control, name: `value.options.${n}.action` });
  return (
    <div className="grid gap-2 rounded-md border border-line p-2.5">
      <div className="flex flex-wrap items-start gap-2">
        <Key form={form} n={n} />
        <div className="order-last basis-full expanded:order-none expanded:basis-auto">
          <Action form={form} n={n} />
        </div>
        <div className="ms-auto flex">
          <IconButton
            label={t("up", { number })}
            icon={<ArrowUp className="size-4" />}
            disabled={n === 0}
            onClick={() => onSwap(n, n - 1)}
          />
          <IconButton
            label={t("down", { number })}
            icon={<ArrowDown className="size-4" />}
            disabled={isLast}
            onClick={() => onSwap(n, n + 1)}
          />
          <IconButton label={t("remove", { number })} icon={<Trash2 className="size-4" />} onClick={onRemove} />
        </div>
      </div>
      {action === "place" && <Place form={form} n={n} />}
      {action === "language" && <Language form={form} n={n} />}
      <FormField
        form={form}
        name={`value.options.${n}.sound`}
        label={t("sound", { number })}
        hint={t("soundHint")}
        options={{ setValueAs: orNull }}
      >
        {(control) => <Input maxLength={80} autoCapitalize="none" spellCheck={false} {...control} />}
      </FormField>
    </div>
  );
}

type Part = Pick<Props, "form" | "n">;

function Key({ form, n }: Part) {
  const t = useTranslations("menus");
  const number = String(n + 1);
  return (
    <FormField form={form} name={`value.options.${n}.key`} label={t("key", { number })} isLabelHidden>
      {(control) => (
        <Select className="w-18" {...control}>
          {MENU_KEYS.map((key) => (
            <option key={key} value={key}>
              {key}
            </option>
          ))}
        </Select>
      )}
    </FormField>
  );
}

/** What belongs to another action is forgotten, so that nothing invisible is saved. */
function Action({ form, n }: Part) {
  const t = useTranslations("menus");
  const number = String(n + 1);
  const onChange = ({ target }: { target: { value: MenuOption["action"] } }) => {
    form.setValue(`value.options.${n}.placeId`, null);
    form.setValue(`value.options.${n}.language`, target.value === "language" ? "es" : null);
  };
  return (
    <FormField
      form={form}
      name={`value.options.${n}.action`}
      label={t("action", { number })}
      isLabelHidden
      options={{ onChange }}
    >
      {(control) => (
        <Select className="min-w-0" {...control}>
          {MENU_ACTIONS.map((action) => (
            <option key={action} value={action}>
              {t(`actions.${action}`)}
            </option>
          ))}
        </Select>
      )}
    </FormField>
  );
}

/** A saved location that has stopped taking work stays in the list, marked as such. */
function Place({ form, n }: Part) {
  const t = useTranslations("menus");
  const words = useTranslations("configuration");
  const { data: places } = useQuery(useTRPC().team.places.queryOptions());
  const names = usePlaceNames();
  const chosen = useWatch({ control: form.control, name: `value.options.${n}.placeId` });
  return (
    <FormField
      form={form}
      name={`value.options.${n}.placeId`}
      label={t("place", { number: String(n + 1) })}
      isLabelHidden
      options={{ setValueAs: (id) => id || null }}
    >
      {(control) => (
        // Drawn anew once its options are known, for a choice that is not among them is not selected.
        <Select key={places ? "known" : "unknown"} {...control}>
          <option value="">{t("choosePlace")}</option>
          {chosen && names.isFormer(chosen) && (
            <option value={chosen}>{words("formerPlace", { place: names.nameOf(chosen) ?? "…" })}</option>
          )}
          {places?.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </Select>
      )}
    </FormField>
  );
}

function Language({ form, n }: Part) {
  const t = useTranslations("menus");
  const number = String(n + 1);
  return (
    <FormField form={form} name={`value.options.${n}.language`} label={t("language", { number })} isLabelHidden>
      {(control) => (
        <Select {...control}>
          {MENU_LANGUAGES.map((language) => (
            <option key={language} value={language}>
              {t(`languages.${language}`)}
            </option>
          ))}
        </Select>
      )}
    </FormField>
  );
}
