"use client";
import { useTranslations } from "next-intl";
import { useAct, useRefresh } from "./api";
import { Card } from "./card";

/** A switch for the feed confirmations of the retailer's systems. Without them, their facts age on every screen. */
export function Systems({ answer }: { answer: boolean }) {
  const t = useTranslations("simulator");
  const act = useAct();
  const refresh = useRefresh();
  const set = async (next: boolean) => {
    await act("systems", { answer: next });
    await refresh();
  };
  return (
    <Card title={t("systems.title")} hint={t("systems.hint")}>
      <label className="flex min-h-(--target) cursor-pointer items-center gap-2.5 text-sm">
        <input
          type="checkbox"
          className="size-4.5 accent-(--accent)"
          checked={answer}
          onChange={(event) => void set(event.target.checked)}
        />
        {t("systems.answer")}
      </label>
    </Card>
  );
}
