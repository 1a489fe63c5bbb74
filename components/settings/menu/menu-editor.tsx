"use client";
import { useQuery } from "@tanstack/react-query";
import { Plus } from "lucide-react";
import { useTranslations } from "next-intl";
import { useFieldArray } from "react-hook-form";
import { useTRPC } from "@/components/client/trpc";
import { Button } from "@/components/ui/button";
import { Input } from "@/components/ui/field";
import { FormField, FormIssue } from "@/components/ui/form";
import { MENU_KEYS, type MenuOption } from "@/server/contract/menus";
import type { SettingScope } from "@/server/contract/setting";
import { type MenuForm, orNull } from "./menu-form";
import { MenuNumbers } from "./menu-numbers";
import { MenuOptionFields } from "./menu-option-fields";
import { MenuPreview } from "./menu-preview";

export type MenuEditorProps = { form: MenuForm; scope: SettingScope };

/** The menu of a location's callers: its options in the order in which they are said, and a preview of what is entered. */
export function MenuEditor({ form, scope }: MenuEditorProps) {
  const t = useTranslations("menus");
  const { data: places = [] } = useQuery(useTRPC().team.places.queryOptions());
  return (
    <>
      <label className="flex min-h-(--target-primary) items-center gap-2.5 font-medium text-sm">
        <input type="checkbox" className="size-4.5 accent-accent" {...form.register("value.enabled")} />
        {t("enabled")}
      </label>
      <FormField
        form={form}
        name="value.greeting"
        label={t("greeting")}
        hint={t("recordingHint")}
        options={{ setValueAs: orNull }}
      >
        {(control) => <Input maxLength={80} autoCapitalize="none" spellCheck={false} {...control} />}
      </FormField>
      <Options form={form} />
      {scope.kind === "place" && <MenuNumbers form={form} placeId={scope.placeId} />}
      <MenuPreview form={form} places={places} />
    </>
  );
}

function Options({ form }: { form: MenuForm }) {
  const t = useTranslations("menus");
  const { fields, append, remove, swap } = useFieldArray({ control: form.control, name: "value.options" });
  const add = () => append(newOption(form.getValues("value.options")));
  return (
    <fieldset className="grid gap-2">
      <legend className="mb-1.5 font-medium text-sm">{t("options")}</legend>
      {fields.length === 0 && <p className="text-muted text-sm">{t("none")}</p>}
      <ol className="grid gap-2">
        {fields.map(({ id }, n) => (
          <li key={id}>
            <MenuOptionFields
              form={form}
              n={n}
              isLast={n === fields.length - 1}
              onSwap={swap}
              onRemove={() => remove(n)}
            />
          </li>
        ))}
      </ol>
      <Button className="justify-self-start" disabled={fields.length >= MENU_KEYS.length} onClick={add}>
        <Plus aria-hidden className="size-4" />
        {t("add")}
      </Button>
      <FormIssue form={form} name="value.options" />
    </fieldset>
  );
}

const newOption = (options: readonly MenuOption[]): MenuOption => ({
  key: MENU_KEYS.find((key) => options.every((option) => option.key !== key)) ?? "1",
  ...{ action: "place", placeId: null, language: null, sound: null },
});
