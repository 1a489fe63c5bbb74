"use client";
import { ChevronDown, ChevronUp, X } from "lucide-react";
import { useTranslations } from "next-intl";
import { type KeyboardEvent, type ReactNode, useLayoutEffect, useRef, useState } from "react";
import { IconButton } from "./icon-button";
import { snapOf, useDragHeight } from "./use-drag-height";

/**
 * A non-modal panel from the bottom edge, half or nearly full height, resized by handle or buttons. Opening moves the focus
 * into it, unless the person is writing, Escape closes it, and closing returns the focus to the opener.
 */
export function BottomSheet({ title, onClose, children }: { title: string; onClose: () => void; children: ReactNode }) {
  const t = useTranslations("ui");
  const panel = useRef<HTMLElement>(null);
  const [isTall, setTall] = useState(false);
  const drag = useDragHeight(panel, (fraction) => {
    const snap = snapOf(fraction);
    if (snap === "closed") onClose();
    else setTall(snap === "tall");
  });
  useLayoutEffect(() => {
    const opener = document.activeElement;
    const sheet = panel.current;
    // A tablet that is rotated while the person writes opens it, too.
    if (!opener?.matches("input, textarea, select")) sheet?.focus({ preventScroll: true });
    return () => {
      if (opener instanceof HTMLElement && sheet?.contains(document.activeElement)) opener.focus();
    };
  }, []);
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key !== "Escape" || event.defaultPrevented || !(event.target instanceof Element)) return;
    // Overlays above the sheet, and a search field with text, handle Escape themselves.
    const isOwn =
      panel.current?.contains(event.target) && !event.target.matches("[type=search]:not(:placeholder-shown)");
    if (isOwn) onClose();
  };
  return (
    <section
      ref={panel}
      role="dialog"
      aria-label={title}
      tabIndex={-1}
      onKeyDown={onKeyDown}
      style={{ height: drag.height === null ? (isTall ? "95%" : "50%") : drag.height }}
      className="relative z-10 mb-2 flex min-h-24 animate-rise flex-col rounded-t-xl border-line border-y bg-surface shadow-rising focus:outline-none"
    >
      <div
        aria-hidden
        {...drag.handle}
        className="absolute inset-x-0 -top-4 z-10 flex h-10 touch-none cursor-grab justify-center active:cursor-grabbing"
      >
        <span className="mt-6 h-1 w-11 rounded-full bg-line-strong/60" />
      </div>
      <div className="flex min-h-0 flex-1 flex-col pt-3">{children}</div>
      <div className="absolute end-2 top-3 z-20 flex h-14 items-center gap-1">
        <IconButton
          label={isTall ? t("makeShorter", { title }) : t("makeTaller", { title })}
          icon={isTall ? <ChevronDown className="size-5" /> : <ChevronUp className="size-5" />}
          onClick={() => setTall(!isTall)}
        />
        <IconButton label={t("closeTitled", { title })} icon={<X className="size-5" />} onClick={onClose} />
      </div>
    </section>
  );
}
