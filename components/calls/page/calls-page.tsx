"use client";
import { useTranslations } from "next-intl";
import { CallbackList } from "../callbacks/callback-list";
import { CallFilters } from "./call-filters";
import { CallList } from "./call-list";
import { CallTabs } from "./call-tabs";
import { useCallsPage } from "./calls-state";

/** Every call that this person may see: those that go on, those that nobody answered, the callbacks, and all calls. */
export function CallsPage() {
  const t = useTranslations("callsPage");
  const { filter, tab } = useCallsPage();
  return (
    <div className="@container flex min-h-0 flex-1 flex-col bg-surface">
      <header className="flex h-14 shrink-0 items-center gap-2 border-line border-b ps-4 pe-2">
        <h1 className="me-2 font-semibold text-lg max-sm:sr-only">{t("title")}</h1>
        <div className="h-full min-w-0 flex-1 max-sm:-ms-3">
          <CallTabs />
        </div>
        {tab !== "callbacks" && <CallFilters />}
      </header>
      {tab === "callbacks" ? <CallbackList /> : <CallList key={JSON.stringify(filter)} />}
    </div>
  );
}
