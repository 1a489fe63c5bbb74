"use client";
import { useTranslations } from "next-intl";
import { useQuietUntil } from "@/components/client/person-preferences";
import { useSavePreferences } from "@/components/client/save-preferences";
import { currentMs } from "@/components/ui/clock";
import type { MenuParts } from "@/components/ui/menu-layer";
import { useFormat } from "@/components/ui/use-format";
import { isoIn } from "./quiet-times";

/** Do not disturb, in the account menu: for an hour, or off again. Other times are in the account. */
export function QuietItem({ CheckboxItem }: Pick<MenuParts, "CheckboxItem">) {
  const t = useTranslations("notices");
  const format = useFormat();
  const until = useQuietUntil();
  const save = useSavePreferences();
  return (
    <CheckboxItem
      checked={until !== null}
      onChange={(on) => save({ doNotDisturbUntil: on ? isoIn(60, currentMs()) : null })}
    >
      {until ? t("quiet.untilOff", { time: format.moment(until, currentMs()) }) : t("quiet.forAnHour")}
    </CheckboxItem>
  );
}
