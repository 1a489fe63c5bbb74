"use client";
import { useTranslations } from "next-intl";
import { useAct, useRefresh } from "./api";
import { Card } from "./card";

/** Drops one of the provider's webhooks, to show that reconciliation finds its message. */
export function Network({ losesNext }: { losesNext: boolean }) {
  const t = useTranslations("simulator");
  const act = useAct();
  const refresh = useRefresh();
  const set = async (next: boolean) => {
    await act("lose", { next });
    await refresh();
  };
  return (
    <Card title={t("network.title")} hint={t("network.hint")}>
      <label className="flex min-h-(--target) cursor-pointer items-center gap-2.5 text-sm">
        <input
          type="checkbox"
          className="size-4.5 accent-(--accent)"
          checked={losesNext}
          onChange={(event) => void set(event.target.checked)}
        />
        {t("network.loseNext")}
      </label>
    </Card>
  );
}
