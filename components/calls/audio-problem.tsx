"use client";
import { MicOff, PhoneOff } from "lucide-react";
import { useTranslations } from "next-intl";
import { Banner } from "@/components/ui/banner";
import { Button } from "@/components/ui/button";
import type { NoAudio } from "./media/leg-audio";
import { MICROPHONE_PROBLEMS } from "./media/microphone";

/** Why a call cannot begin; `phone_system`: the one that carries it cannot be reached. */
const AUDIO_PROBLEMS = [...MICROPHONE_PROBLEMS, "phone_system"] as const;
export type AudioProblem = (typeof AUDIO_PROBLEMS)[number] | NoAudio;

/** Whether an error says that there is no audio. */
export const problemOf = (error: unknown): AudioProblem | null =>
  AUDIO_PROBLEMS.find((one) => one === (error as { problem?: unknown } | null)?.problem) ?? null;

const isMicrophone = (problem: AudioProblem): boolean => MICROPHONE_PROBLEMS.some((one) => one === problem);

/** Why there is no audio, and the steps that bring it back. */
export function AudioProblemBanner({ problem, onRetry }: { problem: AudioProblem; onRetry?: () => void }) {
  const t = useTranslations("calls");
  return (
    <Banner
      tone="danger"
      role="alert"
      icon={isMicrophone(problem) ? <MicOff aria-hidden /> : <PhoneOff aria-hidden />}
      action={onRetry && <Button onClick={onRetry}>{t("problem.retry")}</Button>}
    >
      <strong className="font-semibold">{t(`problem.${problem}.title`)}.</strong> {t(`problem.${problem}.fix`)}
    </Banner>
  );
}
