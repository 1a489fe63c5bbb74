"use client";
import { useTranslations } from "next-intl";
import { type KeyboardEvent, useLayoutEffect, useRef } from "react";
import { createPortal } from "react-dom";
import { Button } from "./button";
import type { Waiting } from "./lazy";
import { OVER_DIALOGS } from "./over-dialogs";
import { After, Skeleton } from "./skeleton";
import { openerOf } from "./use-focus-return";

/**
 * The placeholder of a dialog whose code is loading. It has the focus from the start, so that keys typed for the dialog
 * run no shortcut of the page. On unmount it returns the focus to the opener, where the dialog will return it too.
 */
export function WaitingDialog({ onClose, hasFailed, retry }: Waiting & { onClose: () => void }) {
  const t = useTranslations("ui");
  const panel = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    const opener = openerOf(document.activeElement);
    panel.current?.focus({ preventScroll: true });
    // A closing menu moves the focus back to its button, after this has taken it.
    const keep = ({ target }: FocusEvent) => {
      const isFree = target instanceof Element && target.closest(OVER_DIALOGS);
      if (!isFree && !panel.current?.contains(target as Node)) panel.current?.focus({ preventScroll: true });
    };
    document.addEventListener("focusin", keep);
    return () => {
      document.removeEventListener("focusin", keep);
      opener?.focus({ preventScroll: true });
    };
  }, []);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Escape") onClose();
  };
  return createPortal(
    <>
      <div className="fixed inset-0 z-40 bg-[#0a1418]/45 dark:bg-black/60" />
      <div
        ref={panel}
        role="dialog"
        aria-modal
        aria-label={t(hasFailed ? "lazy.failed" : "lazy.loading")}
        aria-busy={!hasFailed}
        tabIndex={-1}
        onKeyDown={onKeyDown}
        className="fixed top-1/2 left-1/2 z-50 w-[calc(100vw-2rem)] max-w-lg -translate-x-1/2 -translate-y-1/2 rounded-xl bg-raised p-5 shadow-overlay focus:outline-none"
      >
        {hasFailed ? (
          <>
            <p role="alert" className="font-semibold text-lg">
              {t("lazy.failed")}
            </p>
            <p className="mt-0.5 text-muted text-sm">{t("lazy.failedHint")}</p>
            <div className="mt-4 flex justify-end gap-2">
              <Button onClick={onClose}>{t("close")}</Button>
              <Button variant="primary" onClick={retry}>
                {t("lazy.tryAgain")}
              </Button>
            </div>
          </>
        ) : (
          <After>
            <div className="flex flex-col gap-3">
              <Skeleton className="h-5 w-1/2" />
              <Skeleton className="h-10" />
              <Skeleton className="h-10" />
            </div>
          </After>
        )}
      </div>
    </>,
    document.body,
  );
}
