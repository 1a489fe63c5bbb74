"use client";
import { BellOff, Keyboard, LogOut, Monitor, Moon, Search, Sun, UserRoundCog } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useQuietUntil } from "@/components/client/person-preferences";
import { useMe, usePresence, useSetPresence } from "@/components/client/realtime";
import { leaveWorkspace } from "@/components/client/sign-out";
import { QuietItem } from "@/components/notices/quiet-item";
import { Avatar, Dot } from "@/components/ui/avatar";
import { Menu } from "@/components/ui/menu";
import type { PresenceStatus } from "@/server/contract/team";
import { setPreferences, THEMES, type Theme, usePreferences } from "./preferences";
import { CHOOSABLE, PRESENCE_DOTS } from "./presence";

const THEME_ICONS: Record<Theme, React.ReactNode> = { system: <Monitor />, light: <Sun />, dark: <Moon /> };

type Props = { side: "right" | "top"; onShortcuts: () => void; onCommands: () => void };

/** The account menu: the person, their presence, display preferences, and sign-out. */
export function AccountMenu({ side, onShortcuts, onCommands }: Props) {
  const t = useTranslations("shell");
  const presence = useTranslations("presence");
  const me = useMe();
  const status = usePresence().get(me.id)?.status ?? "offline";
  const setPresence = useSetPresence();
  const { theme, highContrast } = usePreferences();
  const isQuiet = useQuietUntil() !== null;
  const router = useRouter();
  return (
    <Menu
      side={side}
      align="end"
      className="w-64"
      trigger={
        <button
          type="button"
          aria-label={t("account.label", { name: me.name, presence: presence(status), quiet: String(isQuiet) })}
          className="relative flex size-12 items-center justify-center rounded-lg hover:bg-rail-active focus-visible:outline-rail-ink data-[state=open]:bg-rail-active"
        >
          <Avatar name={me.name} dot={PRESENCE_DOTS[status]} />
          {isQuiet && (
            <BellOff aria-hidden className="absolute end-0.5 top-0.5 size-4 rounded-full bg-rail p-px text-rail-ink" />
          )}
        </button>
      }
    >
      {({ Item, RadioGroup, RadioItem, CheckboxItem, Separator, Label }) => (
        <>
          <div className="px-2.5 pt-2 pb-1">
            <p className="truncate font-semibold">{me.name}</p>
            <p className="truncate text-muted text-xs">
              {t(`roles.${me.role}`)} · {me.email}
            </p>
          </div>
          <Separator />
          <Label>{t("account.presence")}</Label>
          <RadioGroup value={status} onValueChange={(next) => setPresence(next as PresenceStatus)}>
            {CHOOSABLE.map((choice) => (
              <RadioItem key={choice} value={choice} icon={<Dot tone={PRESENCE_DOTS[choice]} className="mx-[3px]" />}>
                {presence(choice)}
              </RadioItem>
            ))}
          </RadioGroup>
          <QuietItem CheckboxItem={CheckboxItem} />
          <Separator />
          <Label>{t("account.appearance")}</Label>
          <RadioGroup value={theme} onValueChange={(next) => setPreferences({ theme: next as Theme })}>
            {THEMES.map((choice) => (
              <RadioItem key={choice} value={choice} icon={THEME_ICONS[choice]}>
                {t(`themes.${choice}`)}
              </RadioItem>
            ))}
          </RadioGroup>
          <CheckboxItem checked={highContrast} onChange={(on) => setPreferences({ highContrast: on })}>
            {t("account.highContrast")}
          </CheckboxItem>
          <Separator />
          <Item icon={<Search />} keys="Ctrl K" onSelect={onCommands}>
            {t("account.commands")}
          </Item>
          <Item icon={<Keyboard />} keys="?" onSelect={onShortcuts}>
            {t("account.shortcuts")}
          </Item>
          <Item icon={<UserRoundCog />} onSelect={() => router.push("/account")}>
            {t("pages.account")}
          </Item>
          <Item icon={<LogOut />} onSelect={leaveWorkspace}>
            {t("account.signOut")}
          </Item>
        </>
      )}
    </Menu>
  );
}
