import { Inbox, LayoutGrid, type LucideIcon, Settings, Smartphone } from "lucide-react";
import type { Me } from "@/server/contract/team";

export type NavItem = { href: string; label: string; icon: LucideIcon };

/** The places one can go, as the person's abilities and this build allow. */
export const navItems = (me: Me, hasSimulator: boolean): NavItem[] => [
  { href: "/inbox", label: "Inbox", icon: Inbox },
  ...(me.can.board ? [{ href: "/board", label: "Board", icon: LayoutGrid }] : []),
  ...(hasSimulator ? [{ href: "/simulator", label: "Simulator", icon: Smartphone }] : []),
  ...(me.can.settings ? [{ href: "/settings", label: "Settings", icon: Settings }] : []),
];

export const isCurrent = (pathname: string, href: string): boolean =>
  pathname === href || pathname.startsWith(`${href}/`);
