"use client";
import { useTranslations } from "next-intl";
import { usePersonPreferences, useQuietUntil } from "@/components/client/person-preferences";
import { useSavePreferences } from "@/components/client/save-preferences";
import { ROW, Switch, Words } from "@/components/settings/row";
import { CARD, Section } from "@/components/settings/section";
import { Button } from "@/components/ui/button";
import { currentMs } from "@/components/ui/clock";
import { Menu } from "@/components/ui/menu";
import { Segmented } from "@/components/ui/segmented";
import { useFormat } from "@/components/ui/use-format";
import { SOUND_WHEN } from "@/server/contract/constants";
import { isoIn, tomorrowMorning } from "./quiet-times";
import { playChime } from "./sound";

const KINDS = ["message", "assigned", "offered", "callback", "mention", "followed"] as const;

/** The person's choices about notices, the same on every device. */
export function NoticeSettings() {
  const t = useTranslations("notices");
  const preferences = usePersonPreferences();
  const save = useSavePreferences();
  if (!preferences) return null;
  return (
    <Section title={t("settings.title")} hint={t("settings.hint")}>
      <div className={CARD}>
        <DoNotDisturb />
        <div className={ROW}>
          <Words title={t("settings.sound")} text={t("settings.soundHint")} />
          <Segmented
            label={t("settings.sound")}
            value={preferences.soundWhen}
            options={SOUND_WHEN.map((value) => ({ value, label: t(`settings.soundWhen.${value}`) }))}
            onChange={(soundWhen) => save({ soundWhen })}
          />
          <Button onClick={() => void playChime()}>{t("settings.test")}</Button>
        </div>
        {KINDS.map((kind) => (
          <Switch
            key={kind}
            title={t(`settings.${kind}`)}
            text={t(kind === "assigned" ? "settings.assignedHint" : "settings.kindHint")}
            on={preferences[`${kind}Sound`]}
            onChange={(on) => save({ [`${kind}Sound`]: on })}
          />
        ))}
      </div>
    </Section>
  );
}

function DoNotDisturb() {
  const t = useTranslations("notices");
  const format = useFormat();
  const until = useQuietUntil();
  const save = useSavePreferences();
  const choose = (doNotDisturbUntil: string | null) => save({ doNotDisturbUntil });
  return (
    <div className={ROW}>
      <Words
        title={until ? t("quiet.untilOff", { time: format.moment(until, currentMs()) }) : t("quiet.title")}
        text={t("quiet.hint")}
      />
      {until ? (
        <Button onClick={() => choose(null)}>{t("quiet.off")}</Button>
      ) : (
        <Menu align="end" trigger={<Button>{t("quiet.choose")}</Button>}>
          {({ Item }) => (
            <>
              <Item onSelect={() => choose(isoIn(30, currentMs()))}>{t("quiet.minutes30")}</Item>
              <Item onSelect={() => choose(isoIn(60, currentMs()))}>{t("quiet.hour1")}</Item>
              <Item onSelect={() => choose(isoIn(240, currentMs()))}>{t("quiet.hours4")}</Item>
              <Item onSelect={() => choose(tomorrowMorning(currentMs()))}>{t("quiet.tomorrow")}</Item>
            </>
          )}
        </Menu>
      )}
    </div>
  );
}
