import { Inbox, LayoutGrid, type LucideIcon, Phone, Settings, Smartphone } from "lucide-react";
import type { Me } from "@/server/contract/team";

export type NavItem = { href: string; page: "inbox" | "calls" | "board" | "simulator" | "settings"; icon: LucideIcon };

/** The entries of the navigation that the person's abilities and this build allow. */
export const navItems = (me: Me, hasSimulator: boolean): NavItem[] => [
  { href: "/inbox", page: "inbox", icon: Inbox },
  { href: "/calls", page: "calls", icon: Phone },
  ...(me.can.board ? [{ href: "/board", page: "board" as const, icon: LayoutGrid }] : []),
  ...(hasSimulator ? [{ href: "/simulator", page: "simulator" as const, icon: Smartphone }] : []),
  ...(me.can.settings ? [{ href: "/settings", page: "settings" as const, icon: Settings }] : []),
];

export const isCurrent = (pathname: string, href: string): boolean =>
  pathname === href || pathname.startsWith(`${href}/`);
