"use client";
import { MicOff } from "lucide-react";
import { useTranslations } from "next-intl";
import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import type { MicrophoneProblem as Problem } from "./media/microphone";

/** Why there is no microphone, and the steps that bring it back. */
export function MicrophoneProblem({ problem, onRetry }: { problem: Problem; onRetry?: () => void }) {
  const t = useTranslations("calls");
  return (
    <Banner
      tone="danger"
      role="alert"
      icon={<MicOff aria-hidden />}
      action={onRetry && <Button onClick={onRetry}>{t("problem.retry")}</Button>}
    >
      <strong className="font-semibold">{t(`problem.${problem}.title`)}.</strong> {t(`problem.${problem}.fix`)}
    </Banner>
  );
}
