"use client";
import { clsx } from "clsx";
import { useTranslations } from "next-intl";
import { Count } from "@/components/ui/badge";
import { CALL_TABS } from "@/server/contract/constants";
import { useCallCounts } from "../use-call-work";
import { type CallTab, useCallsPage } from "./calls-state";

/** The tabs of the page of calls, with a count where there is something to do. */
export function CallTabs() {
  const t = useTranslations("callsPage");
  const { tab, setTab } = useCallsPage();
  const counts = useCallCounts();
  const countOf = (one: CallTab) => (one === "all" ? 0 : counts[one]);
  return (
    <nav aria-label={t("tabsNav")} className="flex h-full items-stretch">
      {CALL_TABS.map((one) => (
        <button
          key={one}
          type="button"
          aria-current={one === tab ? "page" : undefined}
          onClick={() => setTab(one)}
          className={clsx(
            "focus-inset -mb-px inline-flex min-w-14 items-center justify-center gap-1.5 border-b-2 px-3 text-sm",
            one === tab
              ? "border-accent font-semibold text-ink"
              : "border-transparent font-medium text-muted hover:text-ink",
          )}
        >
          {t(`tabs.${one}`)}
          <span aria-hidden>
            <Count value={countOf(one)} tone={one === "missed" ? "danger" : "positive"} />
          </span>
          {one !== "all" && countOf(one) > 0 && (
            <span className="sr-only">{t(`${one}Count`, { count: countOf(one) })}</span>
          )}
        </button>
      ))}
    </nav>
  );
}
