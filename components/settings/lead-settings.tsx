"use client";
import { useTranslations } from "next-intl";
import { usePersonPreferences } from "@/components/client/person-preferences";
import { useSavePreferences } from "@/components/client/save-preferences";
import { Segmented } from "@/components/ui/segmented";
import { AFTER } from "@/server/contract/constants";
import { ROW, Words } from "./row";
import { CARD, Section } from "./section";

const ACTIONS = ["afterResolve", "afterClaim"] as const;

/** Where the person goes after an action, on every device. */
export function LeadSettings() {
  const t = useTranslations("settings");
  const preferences = usePersonPreferences();
  const save = useSavePreferences();
  if (!preferences) return null;
  return (
    <Section title={t("account.inbox")} hint={t("account.inboxHint")}>
      <div className={CARD}>
        {ACTIONS.map((action) => (
          <div key={action} className={ROW}>
            <Words title={t(`account.${action}`)} text={t(`account.${action}Hint`)} />
            <Segmented
              label={t(`account.${action}`)}
              value={preferences[action]}
              options={AFTER.map((value) => ({ value, label: t(`account.after.${value}`) }))}
              onChange={(next) => save({ [action]: next })}
            />
          </div>
        ))}
      </div>
    </Section>
  );
}
