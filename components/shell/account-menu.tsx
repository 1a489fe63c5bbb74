"use client";
import { Keyboard, LogOut, Monitor, Moon, Search, Sun, UserRoundCog } from "lucide-react";
import { useRouter } from "next/navigation";
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
import type { PresenceStatus, Role } from "@/server/contract/team";
import { setPreferences, type Theme, usePreferences } from "./preferences";
import { CHOOSABLE, PRESENCE_DOTS, PRESENCE_LABELS } from "./presence";

const ROLES: Record<Role, string> = {
  associate: "Associate",
  agent: "Agent",
  partner_agent: "Partner agent",
  supervisor: "Supervisor",
  admin: "Administrator",
};
const THEME_CHOICES: { value: Theme; label: string; icon: React.ReactNode }[] = [
  { value: "system", label: "Like the device", icon: <Monitor /> },
  { value: "light", label: "Light", icon: <Sun /> },
  { value: "dark", label: "Dark", icon: <Moon /> },
];

type Props = { side: "right" | "top"; onShortcuts: () => void; onCommands: () => void };

/** Who I am, what I can do now, how this screen looks, and the way out. */
export function AccountMenu({ side, onShortcuts, onCommands }: Props) {
  const me = useMe();
  const status = usePresence().get(me.id)?.status ?? "offline";
  const setPresence = useSetPresence();
  const { theme, highContrast } = usePreferences();
  const router = useRouter();
  return (
    <Menu>
      <MenuTrigger
        aria-label={`Account: ${me.name}, ${PRESENCE_LABELS[status]}`}
        className="flex size-12 items-center justify-center rounded-lg hover:bg-rail-active focus-visible:outline-rail-ink data-[state=open]:bg-rail-active"
      >
        <Avatar name={me.name} dot={PRESENCE_DOTS[status]} />
      </MenuTrigger>
      <MenuContent side={side} align="end" className="w-64">
        <div className="px-2.5 pt-2 pb-1">
          <p className="truncate font-semibold">{me.name}</p>
          <p className="truncate text-muted text-xs">
            {ROLES[me.role]} · {me.email}
          </p>
        </div>
        <MenuSeparator />
        <MenuLabel>Presence</MenuLabel>
        <MenuRadioGroup value={status} onValueChange={(next) => setPresence(next as PresenceStatus)}>
          {CHOOSABLE.map((choice) => (
            <MenuRadioItem key={choice} value={choice} icon={<Dot tone={PRESENCE_DOTS[choice]} className="mx-[3px]" />}>
              {PRESENCE_LABELS[choice]}
            </MenuRadioItem>
          ))}
        </MenuRadioGroup>
        <MenuSeparator />
        <MenuLabel>Appearance</MenuLabel>
        <MenuRadioGroup value={theme} onValueChange={(next) => setPreferences({ theme: next as Theme })}>
          {THEME_CHOICES.map((choice) => (
            <MenuRadioItem key={choice.value} value={choice.value} icon={choice.icon}>
              {choice.label}
            </MenuRadioItem>
          ))}
        </MenuRadioGroup>
        <MenuCheckboxItem checked={highContrast} onChange={(on) => setPreferences({ highContrast: on })}>
          High contrast
        </MenuCheckboxItem>
        <MenuSeparator />
        <MenuItem icon={<Search />} keys="Ctrl K" onSelect={onCommands}>
          Commands
        </MenuItem>
        <MenuItem icon={<Keyboard />} keys="?" onSelect={onShortcuts}>
          Keyboard shortcuts
        </MenuItem>
        <MenuItem icon={<UserRoundCog />} onSelect={() => router.push("/account")}>
          Your account
        </MenuItem>
        <MenuItem icon={<LogOut />} onSelect={leaveWorkspace}>
          Sign out
        </MenuItem>
      </MenuContent>
    </Menu>
  );
}
