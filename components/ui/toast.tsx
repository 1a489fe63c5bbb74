"use client";
import { useTranslations } from "next-intl";
import type { CSSProperties } from "react";
import { Toaster as Sonner, toast as sonner } from "sonner";
import { useMedia } from "./use-media";

const UNDO_MS = 8000;

export function Toaster({ theme }: { theme: "light" | "dark" | "system" }) {
  const t = useTranslations("ui");
  // Over the list, or at the top when the list fills the screen, so that toasts never cover the composer.
  const isWide = useMedia("(min-width: 52.5rem)");
  return (
    <Sonner
      theme={theme}
      // As wide as the list below it.
      style={{ "--width": "19rem" } as CSSProperties}
      position={isWide ? "bottom-left" : "top-center"}
      offset={isWide ? { bottom: "1rem", left: "5.25rem" } : { top: "4.25rem" }}
      mobileOffset={{ top: "4.25rem" }}
      containerAriaLabel={t("recentActions")}
      toastOptions={{
        classNames: {
          toast: "!rounded-lg !border-line !bg-raised !text-ink !font-sans !shadow-overlay !text-sm",
          actionButton: "!bg-accent-soft !text-accent-ink !font-semibold !h-8 !px-3",
          description: "!text-muted",
        },
      }}
    />
  );
}

/** Shows what was done, with an Undo button for 8 s. */
export const toastUndo = (text: string, undo: { label: string; run: () => void }): void => {
  sonner(text, { duration: UNDO_MS, action: { label: undo.label, onClick: undo.run } });
};
export const toastInfo = (text: string): void => {
  sonner(text);
};
export const toastError = (text: string): void => {
  sonner.error(text, { duration: UNDO_MS });
};
