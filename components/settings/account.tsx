"use client";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useMe } from "@/components/client/realtime";
import { leaveWorkspace } from "@/components/client/sign-out";
import { PasswordDialog } from "@/components/shell/password-dialog";
import { setPreferences, THEMES, usePreferences } from "@/components/shell/preferences";
import { Avatar } from "@/components/ui/avatar";
import { Button, buttonClass } from "@/components/ui/button";
import { lazyComponent } from "@/components/ui/lazy";
import { Segmented } from "@/components/ui/segmented";
import { Skeleton } from "@/components/ui/skeleton";
import { WaitingPanel } from "@/components/ui/waiting-panel";
import { ROW, Switch, Words } from "./row";
import { CARD, Section } from "./section";

const LeadSettings = lazyComponent(() => import("./lead-settings").then((code) => code.LeadSettings));
const NoticeSettings = lazyComponent(
  () => import("@/components/notices/notice-settings").then((code) => code.NoticeSettings),
  (waiting) => <WaitingPanel {...waiting} placeholder={<Skeleton className="mx-auto my-6 h-96 w-full max-w-2xl" />} />,
);

/** The person's own name, sign-in and display preferences. */
export function Account() {
  const t = useTranslations("settings");
  const shell = useTranslations("shell");
  const replies = useTranslations("replies");
  const me = useMe();
  const { theme, highContrast, singleKeys } = usePreferences();
  const [isChanging, setChanging] = useState(false);
  return (
    <div className="thin-scroll min-h-0 flex-1 overflow-y-auto">
      <Section title={t("account.title")}>
        <div className={CARD}>
          <div className={ROW}>
            <Avatar name={me.name} size="lg" />
            <div className="me-auto min-w-0">
              <p className="truncate font-semibold">{me.name}</p>
              <p className="truncate text-muted text-sm">
                {shell(`roles.${me.role}`)} · {me.email}
              </p>
            </div>
            <Button onClick={leaveWorkspace}>{t("account.signOut")}</Button>
          </div>
          <div className={ROW}>
            <Words title={t("account.password")} text={t("account.passwordHint")} />
            <Button onClick={() => setChanging(true)}>{t("account.changePassword")}</Button>
          </div>
        </div>
      </Section>
      <NoticeSettings />
      <LeadSettings />
      <Section title={replies("title")}>
        <div className={CARD}>
          <div className={ROW}>
            <Words title={replies("account.title")} text={replies("hint")} />
            <Link href="/account/replies" className={buttonClass("secondary")}>
              {replies("account.open")}
            </Link>
          </div>
        </div>
      </Section>
      <Section title={t("account.screen")} hint={t("account.screenHint")}>
        <div className={CARD}>
          <div className={ROW}>
            <Words title={t("account.theme")} text={t("account.themeHint")} />
            <Segmented
              label={t("account.theme")}
              value={theme}
              options={THEMES.map((value) => ({ value, label: shell(`themes.${value}`) }))}
              onChange={(next) => setPreferences({ theme: next })}
            />
          </div>
          <Switch
            title={t("account.highContrast")}
            text={t("account.highContrastHint")}
            on={highContrast}
            onChange={(on) => setPreferences({ highContrast: on })}
          />
          <Switch
            title={t("account.singleKeys")}
            text={t("account.singleKeysHint")}
            on={singleKeys}
            onChange={(on) => setPreferences({ singleKeys: on })}
          />
        </div>
      </Section>
      {isChanging && <PasswordDialog onClose={() => setChanging(false)} />}
    </div>
  );
}
