"use client";
import { CircleAlert } from "lucide-react";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Button } from "./button";
import { EmptyState } from "./empty-state";
import type { Waiting } from "./lazy";

/** The placeholder of a panel whose code is loading, or a message with a retry button. */
export function WaitingPanel({ hasFailed, retry, placeholder }: Waiting & { placeholder: ReactNode }) {
  const t = useTranslations("ui");
  if (!hasFailed) return placeholder;
  return (
    <EmptyState
      icon={<CircleAlert />}
      title={t("lazy.failed")}
      action={<Button onClick={retry}>{t("lazy.tryAgain")}</Button>}
    >
      {t("lazy.failedHint")}
    </EmptyState>
  );
}
