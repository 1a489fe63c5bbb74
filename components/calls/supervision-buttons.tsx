"use client";
import { Ear, Megaphone, MessageCircleQuestion, UserRoundCheck } from "lucide-react";
import { useTranslations } from "next-intl";
import { Menu } from "@/components/ui/menu";
import { SUPERVISION_MODES, type SupervisionMode } from "@/server/contract/live-calls";
import type { BarActions } from "./bar-actions";
import { BAR_BUTTON, BarButton } from "./bar-button";
import type { CallView } from "./call-view";

const ICONS = { listen: Ear, whisper: MessageCircleQuestion, barge: Megaphone } as const;

/** How I supervise a colleague's call, and the way to take it over. */
export function SupervisionButtons({ view, actions }: { view: CallView; actions: BarActions }) {
  const t = useTranslations("calls.supervision");
  const mode = view.mine.supervision ?? "listen";
  const name = view.colleague?.name ?? "";
  const customer = view.call.customer.name;
  const Icon = ICONS[mode];
  return (
    <>
      <Menu
        side="top"
        align="end"
        className="max-w-80"
        trigger={
          <button type="button" aria-label={t("change", { mode: t(`mode.${mode}`) })} className={BAR_BUTTON}>
            <Icon aria-hidden className="size-5" />
            {t(`mode.${mode}`)}
          </button>
        }
      >
        {({ RadioGroup, RadioItem }) => (
          <RadioGroup value={mode} onValueChange={(chosen) => actions.supervise(chosen as SupervisionMode)}>
            {SUPERVISION_MODES.map((one) => {
              const OneIcon = ICONS[one];
              return (
                <RadioItem key={one} value={one} icon={<OneIcon />} hint={t(`hint.${one}`, { name, customer })}>
                  {t(`mode.${one}`)}
                </RadioItem>
              );
            })}
          </RadioGroup>
        )}
      </Menu>
      <BarButton icon={<UserRoundCheck />} label={t("takeOver")} onClick={actions.takeCall} />
    </>
  );
}
