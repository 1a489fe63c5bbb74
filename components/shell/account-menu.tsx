"use client";
import { Keyboard, LogOut, Monitor, Moon, Search, Sun, UserRoundCog } from "lucide-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useMe, usePresence, useSetPresence } from "@/components/client/realtime";
import { leaveWorkspace } from "@/components/client/sign-out";
import { Avatar, Dot } from "@/components/ui/avatar";
import {
  Menu,
  MenuCheckboxItem,
  MenuContent,
  MenuItem,
  MenuLabel,
  MenuRadioGroup,
  MenuRadioItem,
  MenuSeparator,
  MenuTrigger,
} from "@/components/ui/menu";
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
  const router = useRouter();
  return (
    <Menu>
      <MenuTrigger
        aria-label={t("account.label", { name: me.name, presence: presence(status) })}
        className="flex size-12 items-center justify-center rounded-lg hover:bg-rail-active focus-visible:outline-rail-ink data-[state=open]:bg-rail-active"
      >
        <Avatar name={me.name} dot={PRESENCE_DOTS[status]} />
      </MenuTrigger>
      <MenuContent side={side} align="end" className="w-64">
        <div className="px-2.5 pt-2 pb-1">
          <p className="truncate font-semibold">{me.name}</p>
          <p className="truncate text-muted text-xs">
            {t(`roles.${me.role}`)} · {me.email}
          </p>
        </div>
        <MenuSeparator />
        <MenuLabel>{t("account.presence")}</MenuLabel>
        <MenuRadioGroup value={status} onValueChange={(next) => setPresence(next as PresenceStatus)}>
          {CHOOSABLE.map((choice) => (
            <MenuRadioItem key={choice} value={choice} icon={<Dot tone={PRESENCE_DOTS[choice]} className="mx-[3px]" />}>
              {presence(choice)}
            </MenuRadioItem>
          ))}
        </MenuRadioGroup>
        <MenuSeparator />
        <MenuLabel>{t("account.appearance")}</MenuLabel>
        <MenuRadioGroup value={theme} onValueChange={(next) => setPreferences({ theme: next as Theme })}>
          {THEMES.map((choice) => (
            <MenuRadioItem key={choice} value={choice} icon={THEME_ICONS[choice]}>
              {t(`themes.${choice}`)}
            </MenuRadioItem>
          ))}
        </MenuRadioGroup>
        <MenuCheckboxItem checked={highContrast} onChange={(on) => setPreferences({ highContrast: on })}>
          {t("account.highContrast")}
        </MenuCheckboxItem>
        <MenuSeparator />
        <MenuItem icon={<Search />} keys="Ctrl K" onSelect={onCommands}>
          {t("account.commands")}
        </MenuItem>
        <MenuItem icon={<Keyboard />} keys="?" onSelect={onShortcuts}>
          {t("account.shortcuts")}
        </MenuItem>
        <MenuItem icon={<UserRoundCog />} onSelect={() => router.push("/account")}>
          {t("pages.account")}
        </MenuItem>
        <MenuItem icon={<LogOut />} onSelect={leaveWorkspace}>
          {t("account.signOut")}
        </MenuItem>
      </MenuContent>
    </Menu>
  );
}
