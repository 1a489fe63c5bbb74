"use client";
import { useQuery } from "@tanstack/react-query";
import { clsx } from "clsx";
import { Search } from "lucide-react";
import Link from "next/link";
import { usePathname, useSearchParams } from "next/navigation";
import { useTranslations } from "next-intl";
import { useIsOnCall } from "@/components/calls/call-dock";
import { useCallCounts } from "@/components/calls/use-call-work";
import { useMe } from "@/components/client/realtime";
import { useTRPC } from "@/components/client/trpc";
import { idOrNull } from "@/components/conversations/inbox-state";
import { Count } from "@/components/ui/badge";
import { AccountMenu } from "./account-menu";
import { Logo } from "./logo";
import { isCurrent, type NavItem, navItems } from "./nav";

type Props = { hasSimulator: boolean; onShortcuts: () => void; onCommands: () => void };

/** My open conversations, and the calls that wait for me or my location. */
function useWork(): { mine: number; missed: number; callbacks: number } {
  const { missed, callbacks } = useCallCounts();
  const counts = useQuery(useTRPC().conversations.counts.queryOptions());
  return { mine: counts.data?.mine ?? 0, missed, callbacks };
}

/** The icon of a page, with a badge where work waits on it. */
function NavIcon({ icon: Icon, page }: Pick<NavItem, "icon" | "page">) {
  const { mine, missed, callbacks } = useWork();
  return (
    <span aria-hidden className="relative">
      <Icon className="size-5" strokeWidth={1.75} />
      <span className="absolute -end-3.5 -top-2">
        {page === "inbox" && <Count value={mine} tone="accent" />}
        {page === "calls" && <Count value={missed + callbacks} tone="alert" />}
      </span>
    </span>
  );
}

/** The same in words. */
function NavWork({ page }: Pick<NavItem, "page">) {
  const t = useTranslations("callsPage");
  const shell = useTranslations("shell");
  const { mine, missed, callbacks } = useWork();
  if (page === "inbox" && mine > 0) return <span className="sr-only">{shell("mineCount", { count: mine })}</span>;
  if (page !== "calls" || missed + callbacks === 0) return null;
  return (
    <span className="sr-only">
      {missed > 0 && t("missedCount", { count: missed })} {callbacks > 0 && t("callbacksCount", { count: callbacks })}
    </span>
  );
}

const ENTRY =
  "flex flex-col items-center justify-center rounded-lg font-medium text-2xs focus-visible:outline-rail-ink";
/** How entries look at one of the two edges. `atRest`: while their page is not open. */
type Look = { className: string; atRest: string };
const AT_START: Look = {
  className: "min-h-14 w-16 gap-1 transition-colors",
  atRest: "text-rail-muted hover:bg-rail-active hover:text-rail-ink",
};
const AT_BOTTOM: Look = { className: "min-h-12 min-w-12 flex-1 gap-0.5 px-1", atRest: "text-rail-muted" };

/** The pages that the person may open. */
function Pages({ hasSimulator, className, atRest }: Look & Pick<Props, "hasSimulator">) {
  const t = useTranslations("shell");
  const pathname = usePathname();
  return navItems(useMe(), hasSimulator).map(({ href, page, icon: Icon }) => {
    const here = isCurrent(pathname, href);
    return (
      <Link
        key={href}
        href={href}
        aria-current={here ? "page" : undefined}
        className={clsx(ENTRY, className, here ? "bg-rail-active text-rail-ink" : atRest)}
      >
        <NavIcon icon={Icon} page={page} />
        {t(`pages.${page}`)}
        <NavWork page={page} />
      </Link>
    );
  });
}

/** Opens the search by touch. */
function SearchButton({ onCommands, className, atRest }: Look & Pick<Props, "onCommands">) {
  const t = useTranslations("shell");
  return (
    <button type="button" onClick={onCommands} className={clsx(ENTRY, className, atRest)}>
      <Search aria-hidden className="size-5" strokeWidth={1.75} />
      {t("find")}
    </button>
  );
}

/** Navigation at the start edge, from tablet landscape up. */
export function Rail({ hasSimulator, ...menu }: Props) {
  const t = useTranslations("shell");
  return (
    <nav
      aria-label={t("navigation")}
      className="hidden w-[72px] shrink-0 flex-col items-center gap-1 bg-rail py-3 [--ground:var(--rail)] [--positive:#5fd08f] expanded:flex"
    >
      <Logo className="mb-3 size-8" />
      <SearchButton {...menu} {...AT_START} />
      <Pages hasSimulator={hasSimulator} {...AT_START} />
      <div className="mt-auto">
        <AccountMenu side="right" {...menu} />
      </div>
    </nav>
  );
}

/** The same navigation at the bottom of portrait tablets and phones. */
export function BottomTabs({ hasSimulator, ...menu }: Props) {
  const t = useTranslations("shell");
  const pathname = usePathname();
  // An open conversation needs the bottom edge for its composer; Back shows the tabs again.
  const isReading = idOrNull(useSearchParams().get("c")) !== null && pathname === "/inbox";
  // So does a call for its bar, until it is over.
  const isOnCall = useIsOnCall();
  if (isReading || isOnCall) return null;
  return (
    <nav
      aria-label={t("navigation")}
      className="flex h-16 shrink-0 items-center justify-around bg-rail px-2 [--ground:var(--rail)] [--positive:#5fd08f] pb-[env(safe-area-inset-bottom)] expanded:hidden"
    >
      <Pages hasSimulator={hasSimulator} {...AT_BOTTOM} />
      <SearchButton {...menu} {...AT_BOTTOM} />
      <AccountMenu side="top" {...menu} />
    </nav>
  );
}
