"use client";
import { clsx } from "clsx";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Count } from "@/components/ui/badge";
import { useCallCounts } from "../use-call-work";
import { type CallTab, PAGE_TABS, useCallsPage } from "./calls-state";

type CountedTab = Exclude<CallTab, "all" | "recorded">;

/** The tabs of the page of calls, with a count where there is something to do. */
export function CallTabs() {
  const t = useTranslations("callsPage");
  const { tab, setTab } = useCallsPage();
  const counts = useCallCounts();
  return (
    <nav
      aria-label={t("tabsNav")}
      className="flex h-full items-stretch overflow-x-auto overflow-y-hidden [scrollbar-width:none]"
    >
      {PAGE_TABS.map((one) => (
        <Tab key={one} tab={one} isCurrent={one === tab} onClick={() => setTab(one)}>
          {one !== "all" && one !== "recorded" && <TabCount tab={one} count={counts[one]} />}
        </Tab>
      ))}
    </nav>
  );
}

type TabProps = { tab: CallTab; isCurrent: boolean; onClick: () => void; children: ReactNode };

function Tab({ tab, isCurrent, onClick, children }: TabProps) {
  const t = useTranslations("callsPage");
  return (
    <button
      type="button"
      aria-current={isCurrent ? "page" : undefined}
      onClick={onClick}
      className={clsx(
        "focus-inset -mb-px inline-flex min-w-11 shrink-0 items-center justify-center gap-1.5 border-b-2 px-2 text-sm sm:min-w-14 sm:px-3",
        isCurrent ? "border-accent font-semibold text-ink" : "border-transparent font-medium text-muted hover:text-ink",
      )}
    >
      {t(`tabs.${tab}`)}
      {children}
    </button>
  );
}

function TabCount({ tab, count }: { tab: CountedTab; count: number }) {
  const t = useTranslations("callsPage");
  return (
    <>
      <span aria-hidden>
        <Count value={count} tone={tab === "live" ? "positive" : "danger"} />
      </span>
      {count > 0 && <span className="sr-only">{t(`${tab}Count`, { count })}</span>}
    </>
  );
}
