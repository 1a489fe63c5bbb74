"use client";
import { clsx } from "clsx";
import { useTranslations } from "next-intl";
import { useCallCounts } from "@/components/calls/use-call-work";
import { Count } from "@/components/ui/badge";

export const WORK = ["conversations", "calls"] as const;
export type Work = (typeof WORK)[number];

/** Switches the board's list between conversations and live calls, and counts the calls. */
export function WorkTabs({ shown, onShow }: { shown: Work; onShow: (work: Work) => void }) {
  const t = useTranslations("board");
  const { live } = useCallCounts();
  return (
    <fieldset aria-label={t("show")} className="me-auto flex gap-1">
      {WORK.map((work) => (
        <button
          key={work}
          type="button"
          aria-pressed={work === shown}
          onClick={() => onShow(work)}
          className={clsx(
            "-ms-2 inline-flex min-h-(--target) items-center gap-1.5 rounded-md px-2 text-base hover:bg-hover",
            work === shown ? "font-semibold" : "font-medium text-muted hover:text-ink",
          )}
        >
          {t(work)}
          {work === "calls" && <Count value={live} tone="positive" />}
        </button>
      ))}
    </fieldset>
  );
}
